"""E-mailed links and codes, and the signatures and endorsements they lead to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from signatures import tokens
from signatures.actions.guilds.codes.tries import Guesser
from signatures.actions.record_keeping import page_cache, rate_limits
from signatures.errors import (
    BrokenLinkError,
    ExpiredLinkError,
    TooManyGuessesError,
    UsedLinkError,
)
from signatures.models import Endorsement, Signature, TextVersion, Token
from signatures.models.compiled import CompiledQuery
from signatures.text import addresses

WITH_TEXT = ["statement", "text_version__statement"]
# A signature with what was said with it, which its pages and screening need.
FOLLOWED = CompiledQuery(
    lambda sha256, purpose: Token.objects.filter(sha256=sha256, purpose=purpose).select_related(
        "signature__affiliation", "signature__quote"
    )
)
WORDING = CompiledQuery(
    lambda pk: TextVersion.objects.filter(pk=pk).select_related("statement"),
)


def make_own(signature: Signature) -> str:
    """Create a link to the signatory's own signature and return it. Only its hash is stored."""
    link = tokens.new_link()
    Token.objects.create(
        sha256=tokens.link_hash(link),
        purpose=Token.Purpose.MANAGE,
        signature=signature,
        email=signature.email,
    )
    return link


def follow(link: str, purpose: Token.Purpose) -> Signature:
    """Return the signature behind ``link``, with its text and statement. Changes nothing.

    Raises BrokenLinkError for an unknown link or one with another purpose, ExpiredLinkError for
    an expired one, and UsedLinkError when the signature was deleted or erased, or has another
    address now. A link to one's own page works without the name too.
    """
    return _follow(link, purpose)[0]


def follow_confirm(link: str) -> tuple[Signature, datetime | None]:
    """Return the signature that ``link`` confirms, and until when. Raises what ``follow`` does."""
    return _follow(link, Token.Purpose.CONFIRM)


def _follow(link: str, purpose: Token.Purpose) -> tuple[Signature, datetime | None]:
    token = FOLLOWED.first(sha256=tokens.link_hash(link), purpose=purpose.value)
    if token is None:
        raise BrokenLinkError
    signature = token.signature and _with_text(token.signature)
    ends = _ends(token, signature)
    if ends is not None and ends <= timezone.now():
        raise ExpiredLinkError(signature and signature.text_version)
    if signature is None or signature.email != token.email:
        raise UsedLinkError
    works = signature.is_nameless and purpose == Token.Purpose.MANAGE
    if signature.is_erased and not works:
        raise UsedLinkError
    return signature, ends


def _ends(token: Token, signature: Signature | None) -> datetime | None:
    """Return when a link expires. One that works at the end of signing works for a while after."""
    if signature is None or token.expires_at is None or token.purpose != Token.Purpose.CONFIRM:
        return token.expires_at
    until = signature.confirmable_until(settings.CONFIRM_WITHIN)
    if until is None or token.expires_at < (signature.statement.closes_at or until):
        return token.expires_at
    return max(token.expires_at, until)


def follow_endorsement(link: str) -> Endorsement:
    """Return the endorsement behind ``link``, with its organization and statement.

    Changes nothing. Raises what ``follow`` raises, and UsedLinkError also when someone else has
    asked for the same organization since.
    """
    related = ["endorsement__organization", "endorsement__statement"]
    token = _token(link, Token.Purpose.ENDORSE, *related)
    endorsement = token.endorsement
    if endorsement is None or not token.email or endorsement.contact_email != token.email:
        raise UsedLinkError
    return endorsement


def try_code(code: str, mailbox: str, *, by: Guesser) -> Signature | None:
    """Return the signature for which ``code`` was e-mailed to ``mailbox``, or None.

    The work is the same whether or not the mailbox has a code. Tries count per source, so that
    strangers use up their own tries and not the owner's. After too many tries by others, the code
    still works in the network that the form came from, which has its own limits. Raises
    TooManyGuessesError.
    """
    if not by.shared:
        _count_try(f"code for {mailbox} from {by.source}", settings.CODE_TRIES)
        _count_try(f"code for {mailbox} from {by.network}", settings.CODE_TRIES_NETWORK)
    live = Token.objects.live().filter(purpose=Token.Purpose.CODE)
    keys = addresses.keys(mailbox)
    fitting = live.filter(sha256=tokens.code_hash(code, mailbox), signature__mailbox__in=keys)
    token = fitting.select_related(*(f"signature__{each}" for each in WITH_TEXT)).first()
    signature = token.signature if token else None
    try:
        _count_try(f"code for {mailbox}", settings.CODE_TRIES_MAILBOX)
    except TooManyGuessesError:
        if signature is None or by.shared or signature.source_network != by.network:
            raise
    return signature


def _count_try(what: str, most: dict[timedelta, int]) -> None:
    if over := rate_limits.exceeded(rate_limits.count(what, most), most):
        raise TooManyGuessesError(rate_limits.full({what: most}) or over)


def _with_text(signature: Signature) -> Signature:
    """Set its text and statement from a cache, because most links of a day share them."""
    pk = signature.text_version_id
    text = page_cache.get_local(f"wording-{pk}", lambda: WORDING.all(pk=pk)[0])
    signature.text_version, signature.statement = text, text.statement
    return signature


def _token(link: str, purpose: Token.Purpose, *related: str) -> Token:
    found = Token.objects.filter(sha256=tokens.link_hash(link), purpose=purpose)
    token = found.select_related(*related).first()
    if token is None:
        raise BrokenLinkError
    if token.expires_at is not None and token.expires_at <= timezone.now():
        raise ExpiredLinkError
    return token
