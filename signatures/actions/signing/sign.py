"""Signing and confirming, by e-mail or with a guild's code."""

from django.db import IntegrityError, transaction

from signatures.actions.evidence.proving import Proof
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.codes import tries
from signatures.actions.guilds.domains import claims as domain_proofs
from signatures.actions.mail import delivery, links, suppressions
from signatures.actions.mail.sealed import last_mails
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import erasures_file
from signatures.actions.signing import writing
from signatures.actions.signing.attest import add_evidence, attest
from signatures.actions.signing.submissions import SignatureInput, Source, turn_of
from signatures.errors import (
    ChangedTextError,
    ClosedStatementError,
    UsedInvitationError,
    UsedLinkError,
    WrongCodeError,
    WrongGuildCodeError,
)
from signatures.models import (
    Attestation,
    Guild,
    OutgoingMail,
    Signature,
    TextVersion,
    Token,
)
from signatures.text import addresses

State = Signature.State
BY_EMAIL = Proof(Attestation.Method.EMAIL)


def sign(
    words: SignatureInput,
    *,
    on: TextVersion,
    source: Source,
    read: str = "",
    place: writing.Place | None = None,
) -> str | None:
    """Record a signature and queue its e-mail.

    Without an address, because a guild will vouch, return a link to the person's own
    signature, pending until then; with a guild's code it is proven at once. With an address,
    return None and do the same work whether the address is new, waiting, published, withdrawn
    or must get no e-mail: otherwise the form would tell strangers who has signed.
    May be repeated; while a signature is pending, the last input counts. ``read`` is the
    SHA-256 of the text shown above the form, in any of the statement's languages; that
    wording is the one signed. ``place`` is written with the signature or, if it raises, neither.

    Raises ClosedStatementError if the statement takes no signatures, ChangedTextError if
    ``read`` is not the newest text of a language, FloodError if the source sends more forms
    than any crowd would, WorkNeededError above the limits from which a form needs a proof of work.
    With a guild's code, raises WrongGuildCodeError, and before reading
    it TooManyGuessesError or TooManyCodeTriesError. A code that comes with an address is
    reserved whether or not it has been used: the signatory learns that once they confirm.
    """
    if not on.statement.is_open:
        raise ClosedStatementError(on)
    signed = _text_read(read, on)
    turn = turn_of(words, source, on.statement)
    _check_code(words, signed, source)
    try:
        return writing.write(words, signed, source, after=turn, place=place)
    except (WrongGuildCodeError, UsedInvitationError) as error:
        if own_link := writing.again(words, signed):
            return own_link
        if isinstance(error, WrongGuildCodeError):
            tries.count_guess(source.guesser, writing.guild_of(words, signed))
        raise
    except IntegrityError as error:  # a text or an occupation that has just been deleted
        raise ChangedTextError from error


def _check_code(words: SignatureInput, text: TextVersion, source: Source) -> None:
    """Count a guild's code as a try, and refuse it after too many wrong ones."""
    if words.guild_code:
        tries.check_guesses(source.guesser, writing.guild_of(words, text))
        if not words.email:
            tries.count_try(source.guesser)


def confirm(link: str) -> Signature:
    """Confirm the signature of an e-mailed link, and return it.

    May be repeated: a second click changes nothing. Raises BrokenLinkError, ExpiredLinkError
    and UsedLinkError. A link that works when signing ends works for CONFIRM_WITHIN after that.
    """
    return _by_mail(links.follow(link, Token.Purpose.CONFIRM))


def confirm_by_code(email: str, code: str, *, source: Source) -> Signature:
    """Confirm by the code in the e-mail, for people whose link opens on another device.

    Raises WrongCodeError for any code that does not work, TooManyGuessesError before it is read.
    """
    signature = links.try_code(code, addresses.mailbox(email), by=source.guesser)
    if signature is None:
        raise WrongCodeError
    return _by_mail(signature)


def attest_by_code(signature: Signature, code: str, *, guild: Guild, source: Source) -> Signature:
    """Add the proof of a guild's code to an existing signature.

    If the signature already has such a proof of this guild, the code is not used up.
    Raises what ``attest`` raises, WrongGuildCodeError, TooManyGuessesError and
    TooManyCodeTriesError.
    """
    tries.check_guesses(source.guesser, guild)
    tries.count_try(source.guesser)
    try:
        return _claim(signature, code, guild)
    except WrongGuildCodeError:
        tries.count_guess(source.guesser, guild)
        raise


@transaction.atomic
def _by_mail(signature: Signature) -> Signature:
    """Add the proof by e-mail and those entered on the form: a code, a guild's domain."""
    waited = signature.can_be_confirmed
    add_evidence(signature, BY_EMAIL)
    for redeem in (codes.redeem, domain_proofs.redeem) if waited else ():
        if proof := redeem(signature):
            add_evidence(signature, proof)
    return signature


@transaction.atomic
def _claim(signature: Signature, code: str, guild: Guild) -> Signature:
    Signature.objects.select_for_update().get(pk=signature.pk)
    by_code = signature.attestations.filter(method=Attestation.Method.GUILD_CODE, guild=guild)
    if by_code.exists():
        return signature
    statement = signature.statement_id
    return attest(signature, codes.claim(code, of=signature.pk, statement=statement, guild=guild))


@transaction.atomic
def disown(link: str) -> Signature:
    """Handle "I did not sign this" for the signature of ``link``; return what it was.

    Deletes the pending signature, or withdraws the name that organizers added; the address gets
    one last e-mail, with a way back, and no more about this statement. Raises what
    ``links.follow`` raises, and UsedLinkError if the signature is confirmed.
    """
    signature = links.follow(link, Token.Purpose.CONFIRM)
    if signature.is_unproven_name:
        erasing.withdraw(signature, reason="the person did not sign this")
    elif erasing.delete_pending(Signature.objects.filter(pk=signature.pk)):
        erasures_file.note_erased(signature)
    else:
        raise UsedLinkError
    suppressions.suppress(signature, reason="disowned")
    last_mails.queue(OutgoingMail.Kind.DISOWNED, signature)
    transaction.on_commit(delivery.wake, robust=True)
    return signature


def _text_read(sha256: str, on: TextVersion) -> TextVersion:
    """Return the wording that was read, or ``on`` if the form does not say which it was."""
    if sha256 in ("", on.text_sha256):
        return on
    newest = TextVersion.objects.newest_of_each_language(on.statement)
    for text in newest:
        if text.text_sha256 == sha256:
            return text
    raise ChangedTextError
