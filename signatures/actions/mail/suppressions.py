"""Suppressions: mailboxes that asked for no more e-mails about a statement.

Where two people sign with one mailbox, each stops only the e-mails about the own signature.
"""

from django.db import transaction
from django.db.models import Q

from signatures import tokens
from signatures.actions.privacy import erasures_file
from signatures.errors import BrokenLinkError
from signatures.models import Signature, Statement, Suppression
from signatures.text import addresses

PURPOSE = "allow again"


def suppress(signature: Signature, *, reason: str) -> None:
    """Stop all e-mails about ``signature`` and its statement to its mailbox. May be repeated.

    Call it in the transaction of the change that the owner of the mailbox asked for.
    """
    suppression, is_new = Suppression.objects.get_or_create(
        statement_id=signature.statement_id,
        mailbox_hash=tokens.fingerprint(signature.mailbox or "", purpose="mailbox"),
        defaults={"reason": reason, "key_id": tokens.key_id()},
    )
    if is_new:
        erasures_file.note_suppressed(suppression)


def suppress_everywhere(email: str, *, reason: str) -> bool:
    """Stop all e-mails about signatures to ``email``; return False if that was done before."""
    suppression, is_new = Suppression.objects.get_or_create(
        statement=None,
        mailbox_hash=tokens.fingerprint(addresses.mailbox(email), purpose="mailbox"),
        defaults={"reason": reason, "key_id": tokens.key_id()},
    )
    if is_new:
        erasures_file.note_suppressed(suppression)
    return is_new


def is_suppressed(signature: Signature) -> bool:
    """Tell whether the mailbox of ``signature`` must get no e-mail about its statement."""
    return bool(among([signature]))


def has_mailbox(statement: Statement, mailbox: str) -> bool:
    """Tell whether ``mailbox`` must get no e-mail about ``statement``."""
    hashes = _hashes(mailbox)
    of = Q(statement=None) | Q(statement=statement)
    return Suppression.objects.filter(of, mailbox_hash__in=hashes).exists()


def among(signatures: list[Signature]) -> set[int]:
    """Return the ids of those ``signatures`` that ``is_suppressed`` is true of, in one query."""
    # What stops e-mails about one statement, and what stops them about all.
    about = {each.pk: (_hashes(each.mailbox), _hashes(each.folded_address)) for each in signatures}
    wanted = [each for here, everywhere in about.values() for each in here | everywhere]
    rows = Suppression.objects.filter(mailbox_hash__in=wanted) if wanted else []
    there = [(bytes(row.mailbox_hash), row.statement_id) for row in rows]
    return {
        each.pk
        for each in signatures
        for mailbox, statement in there
        if (statement == each.statement_id and mailbox in about[each.pk][0])
        or (statement is None and mailbox in about[each.pk][1])
    }


def _hashes(key: str | None) -> set[bytes]:
    return set(tokens.fingerprints(key or "", purpose="mailbox"))


def allow_token(signature: Signature) -> str:
    """Return a token for the owner of the mailbox, who alone gets it, to allow e-mails again."""
    return tokens.seal(f"{signature.statement_id} {signature.mailbox}", purpose=PURPOSE)


def statement_of(token: str) -> Statement:
    """Return the statement that ``token`` of ``allow_token`` is about. Raises BrokenLinkError."""
    return _read(token)[0]


@transaction.atomic
def allow_again(token: str) -> Statement:
    """Allow e-mails about the statement to the mailbox of ``token``; return the statement.

    May be repeated. Raises BrokenLinkError.
    """
    statement, mailbox = _read(token)
    hashes = tokens.fingerprints(mailbox, purpose="mailbox")
    for each in Suppression.objects.filter(statement=statement, mailbox_hash__in=hashes):
        erasures_file.note_allowed(each)
        each.delete()
    return statement


def _read(token: str) -> tuple[Statement, str]:
    number, _, mailbox = (tokens.unseal(token, purpose=PURPOSE) or "").partition(" ")
    statement = Statement.objects.filter(pk=number).first() if number.isdecimal() else None
    if statement is None:
        raise BrokenLinkError
    return statement, mailbox
