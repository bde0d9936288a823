"""Suppressions: mailboxes that asked for no more e-mails about a statement."""

from django.db import transaction
from django.db.models import Q

from signatures import tokens
from signatures.actions.privacy import erasures_file
from signatures.errors import BrokenLinkError
from signatures.models import Signature, Statement, Suppression

PURPOSE = "allow again"


def suppress(signature: Signature, *, reason: str) -> None:
    """Stop all e-mails about its statement to the mailbox of ``signature``. May be repeated.

    Call it in the transaction of the change that the owner of the mailbox asked for.
    """
    suppression, is_new = Suppression.objects.get_or_create(
        statement_id=signature.statement_id,
        mailbox_hash=tokens.fingerprint(signature.mailbox or "", purpose="mailbox"),
        defaults={"reason": reason, "key_id": tokens.key_id()},
    )
    if is_new:
        erasures_file.note_suppressed(suppression)


def is_suppressed(signature: Signature) -> bool:
    """Tell whether the mailbox of ``signature`` must get no e-mail about its statement."""
    hashes = tokens.fingerprints(signature.mailbox or "", purpose="mailbox")
    of = Q(statement=None) | Q(statement=signature.statement_id)
    return Suppression.objects.filter(of, mailbox_hash__in=hashes).exists()


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
