"""Signing and confirming, by e-mail or with a guild's code."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence import recording
from signatures.actions.evidence.recording import Proof
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.domains import claims as domain_proofs
from signatures.actions.mail import delivery, links, suppressions
from signatures.actions.mail.sealed import last_mails
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import erasures_file, withheld
from signatures.actions.signing import consents
from signatures.actions.signing.attest import add_evidence, attest
from signatures.actions.signing.submissions import SignatureInput, Source, turn_of
from signatures.errors import (
    ChangedTextError,
    ClosedStatementError,
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


def sign(words: SignatureInput, *, on: TextVersion, source: Source, read: str = "") -> str | None:
    """Record a signature and queue its e-mail.

    Without an address, because a guild will vouch, return a link to the person's own
    signature, pending until then; with a guild's code it is proven at once. With an address,
    return None and do the same work whether the address is new, waiting, published, withdrawn
    or must get no e-mail: otherwise the form would tell strangers who has signed.
    May be repeated; while a signature is pending, the last input counts. ``read`` is the
    SHA-256 of the text shown above the form, in any of the statement's languages; that
    wording is the one signed.

    Raises ClosedStatementError if the statement takes no signatures, ChangedTextError if
    ``read`` is not the newest text of a language, FloodError if the source sends more forms
    than any crowd would. With a guild's code, raises WrongGuildCodeError, and before reading
    it TooManyGuessesError or TooManyCodeTriesError. A code that comes with an address is
    reserved whether or not it has been used: the signatory learns that once they confirm.
    """
    if not on.statement.is_open:
        raise ClosedStatementError(on)
    signed = _text_read(read, on)
    turn = turn_of(source)
    if words.guild_code:
        codes.check_guesses(source.guesser, _guild(words, signed))
        if not words.email:
            codes.count_try(source.guesser)
    try:
        return _write(words, signed, source, after=turn)
    except WrongGuildCodeError:
        if own_link := _again(words, signed):
            return own_link
        codes.count_guess(source.guesser, _guild(words, signed))
        raise
    except IntegrityError as error:  # a text or an occupation that has just been deleted
        raise ChangedTextError from error


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
    codes.check_guesses(source.guesser, guild)
    codes.count_try(source.guesser)
    try:
        return _claim(signature, code, guild)
    except WrongGuildCodeError:
        codes.count_guess(source.guesser, guild)
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


def _write(
    words: SignatureInput, text: TextVersion, source: Source, *, after: timedelta
) -> str | None:
    """Write the signature and its e-mail, which is due in ``after``.

    A worker looks every second, so none is woken. A mailbox that has signed already keeps its
    signature; a pending one gets this input.
    """
    if words.guild_code or not words.email:
        return _write_for_a_guild(words, text, source, after=after)
    _record(words, text, source, after=after)
    return None


@transaction.atomic
def _write_for_a_guild(
    words: SignatureInput, text: TextVersion, source: Source, *, after: timedelta
) -> str | None:
    """Do the work of ``_write`` for someone with a guild's code or without an address."""
    signature = _record(words, text, source, after=after)
    if not words.email:
        return _without_address(signature, words, text)
    codes.reserve(words.guild_code, of=signature, guild=_guild(words, text))
    return None


def _record(words: SignatureInput, text: TextVersion, source: Source, *, after: timedelta) -> int:
    now = timezone.now()
    return recording.record(
        statement_id=text.statement_id,
        mailbox=addresses.mailbox(words.email) if words.email else None,
        mailbox_soft=addresses.soft_mailbox(words.email) if words.email else None,
        text_version_id=text.pk,
        name=words.name,
        family_name=words.family_name,
        credit=words.credit,
        occupation_id=words.occupation and words.occupation.pk,
        country=words.country,
        display=words.display,
        updates=words.updates,
        email=words.email,
        source_network=source.network,
        chosen_guild_id=domain_proofs.chosen(words.guild, words.email),
        consents=consents.given(words.consents, at=now),
        signed_at=now,
        mail_after=after,
    )


def _without_address(pk: int, words: SignatureInput, text: TextVersion) -> str:
    """Prove the new signature by its code, if it came with one; return the link to it."""
    if words.guild_code:
        proof = codes.claim(
            words.guild_code,
            of=pk,
            statement=text.statement_id,
            guild=_guild(words, text),
            form=_form(words),
        )
        signature = Signature.objects.select_related(*links.WITH_TEXT).get(pk=pk)
        attest(signature, proof)
        if words.is_nameless:
            withheld.erase_now(signature)
    return links.make_own(Signature(pk=pk))


def _again(words: SignatureInput, text: TextVersion) -> str | None:
    """Return a new link to the signature that this same form has already made, if any."""
    form = _form(words)
    if words.email or form is None:
        return None
    found = codes.repeated(words.guild_code, statement=text.statement_id, form=form)
    return links.make_own(found) if found else None


def _form(words: SignatureInput) -> bytes | None:
    """Return a hash of when a form was made and what was typed, or None without its stamp."""
    typed = f"{words.stamp}\n{words.name}\n{words.credit}\n{words.display}"
    return tokens.fingerprint(typed, purpose="form") if words.stamp else None


def _guild(words: SignatureInput, text: TextVersion) -> Guild | None:
    """Return the guild whose code is needed, or None for any guild."""
    return words.guild or text.statement.guild
