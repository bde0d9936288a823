"""Writing a signature that someone submitted, with what belongs to it, in one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence import recording, voices
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.domains import claims as domain_proofs
from signatures.actions.mail import links
from signatures.actions.privacy import withheld
from signatures.actions.signing import consents, shared_mailboxes
from signatures.actions.signing.attest import attest
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.models import Guild, Signature, Statement, TextVersion
from signatures.text import addresses

# Entered before the signature is written and left after it, in the same transaction. It yields
# a function that is given the id of the signature.
Place = AbstractContextManager[Callable[[int], None]]


def write(
    words: SignatureInput,
    text: TextVersion,
    source: Source,
    *,
    after: timedelta,
    place: Place | None,
) -> str | None:
    """Write the signature and its e-mail, which is due in ``after``.

    A worker looks every second, so none is woken. A mailbox that has signed already keeps its
    signature; a pending one gets this input. Return a link to the person's own signature if
    there is no address. Raises what ``place`` raises, and WrongGuildCodeError.
    """
    shares = bool(words.email) and text.statement.shares_mailboxes
    if words.guild_code or not words.email or place or shares:
        return _write_with_more(words, text, source, after, place or nullcontext(_no_place))
    _record(words, text, source, after=after)
    return None


@transaction.atomic
def _write_with_more(
    words: SignatureInput, text: TextVersion, source: Source, after: timedelta, place: Place
) -> str | None:
    """Do the work of ``write`` with an invitation, a guild's code, or without an address.

    Also where two people may sign with one address, so that both can be told apart first.
    """
    with place as take:
        signature = _record(words, text, source, after=after)
        take(signature)
        if not words.email:
            return _without_address(signature, words, text)
        if words.guild_code:
            codes.reserve(words.guild_code, of=signature, guild=guild_of(words, text))
    return None


def _no_place(signature: int) -> None:
    """Take no place of an invitation: the form came without one."""


def _record(words: SignatureInput, text: TextVersion, source: Source, *, after: timedelta) -> int:
    now = timezone.now()
    return recording.record(
        statement_id=text.statement_id,
        mailbox=_key(words, text.statement) if words.email else None,
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
        voice=_voice(words, text),
        mail_after=after,
    )


def _key(words: SignatureInput, statement: Statement) -> str:
    mailbox = addresses.mailbox(words.email)
    if not statement.shares_mailboxes:
        return mailbox
    return shared_mailboxes.key_of(words.name, mailbox, statement=statement.pk)


def _without_address(pk: int, words: SignatureInput, text: TextVersion) -> str:
    """Prove the new signature by its code, if it came with one; return the link to it."""
    if words.guild_code:
        proof = codes.claim(
            words.guild_code,
            of=pk,
            statement=text.statement_id,
            guild=guild_of(words, text),
            form=_form(words),
        )
        signature = Signature.objects.select_related(*links.WITH_TEXT).get(pk=pk)
        attest(signature, proof)
        if words.is_nameless:
            withheld.erase_now(signature)
    return links.make_own(Signature(pk=pk))


def again(words: SignatureInput, text: TextVersion) -> str | None:
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


def guild_of(words: SignatureInput, text: TextVersion) -> Guild | None:
    """Return the guild whose code is needed, or None for any guild."""
    return words.guild or text.statement.guild


def _voice(words: SignatureInput, text: TextVersion) -> voices.Voice | None:
    """Return the affiliation and the quote, or None if the statement asks for neither."""
    asked = voices.are_asked(text.statement)
    return voices.Voice(words.affiliation, words.quote) if asked else None
