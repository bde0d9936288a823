"""Asking the signatories of earlier wordings whether they sign a new one."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from signatures.actions.counts import wordings
from signatures.actions.mail import delivery
from signatures.models import (
    OutgoingMail,
    Signature,
    Statement,
    User,
    WordingRequest,
    WordingRound,
)
from signatures.models.signature import SignatureQuerySet

BATCH = 500
# A signature confirmed this short a time ago may not be committed yet: the next run finds it.
SETTLED = timedelta(seconds=5)
State = Signature.State
ASKED_STATES = (State.PUBLISHED, State.HELD)


class ExpectedRequests(NamedTuple):
    """How many signatories a new wording would leave behind, and how many of them are asked."""

    asked: int
    without_address: int

    @property
    def total(self) -> int:
        return self.asked + self.without_address


def expected(statement: Statement, *, below: int | None = None) -> ExpectedRequests:
    """Return how many are asked after a new wording: everyone confirmed who has an address.

    With ``below``, only signatories of wordings before that number count.
    """
    signed = Signature.objects.filter(statement=statement, state__in=ASKED_STATES)
    signed = signed if below is None else signed.filter(wording__lt=below)
    found = signed.aggregate(all=Count("pk"), asked=Count("pk", filter=CAN_BE_ASKED))
    return ExpectedRequests(found["asked"], found["all"] - found["asked"])


CAN_BE_ASKED = Q(attested_at__isnull=False) & ~Q(email="")


def start(statement: Statement, wording: int, *, by: User) -> WordingRound | None:
    """Start asking everyone who signed a wording before ``wording``; None if no one has.

    Call it in the transaction that saves the new wording. May be repeated.
    """
    found = expected(statement, below=wording)
    if not found.total:
        return None
    made, _ = WordingRound.objects.get_or_create(
        statement=statement,
        wording=wording,
        defaults={"started_by": by, "to_ask": found.asked},
    )
    return made


def ask_due() -> int:
    """Queue the next e-mails of each round for the current wording; return how many.

    Any number of workers may run: each locks its round. No one is asked twice about a wording,
    which a constraint ensures too. People who confirm an earlier wording later are asked then.
    """
    return sum(_ask_next(pk) for pk in WordingRound.objects.values_list("pk", flat=True))


@transaction.atomic
def _ask_next(pk: int) -> int:
    rounds = WordingRound.objects.select_for_update(skip_locked=True, of=["self"])
    asking = rounds.select_related("statement").filter(pk=pk).first()
    if asking is None or not _is_current(asking):
        return 0
    passed = list(_next(asking, before=timezone.now() - SETTLED)[:BATCH])
    if not passed:
        return 0
    asked = [each for each in passed if _is_to_be_asked(each, asking)]
    now = timezone.now()
    WordingRequest.objects.bulk_create(
        WordingRequest(
            signature=each, wording=asking.wording, from_text_id=each.text_version_id, asked_at=now
        )
        for each in asked
    )
    kind = OutgoingMail.Kind.NEW_WORDING
    OutgoingMail.objects.bulk_create(OutgoingMail(signature=each, kind=kind) for each in asked)
    asking.asked += len(asked)
    asking.reached_at, asking.reached_id = passed[-1].attested_at, passed[-1].pk
    asking.save(update_fields=["asked", "reached_at", "reached_id"])
    transaction.on_commit(delivery.wake, robust=True)
    return len(asked)


def _is_current(asking: WordingRound) -> bool:
    current = wordings.of(asking.statement).current
    return current is not None and current.number == asking.wording


def _next(asking: WordingRound, *, before: datetime) -> SignatureQuerySet:
    """Return the confirmed signatures of the statement that the round has not passed yet."""
    confirmed = Signature.objects.filter(
        statement=asking.statement_id, attested_at__isnull=False, attested_at__lte=before
    )
    if asking.reached_at:
        later = Q(attested_at__gt=asking.reached_at)
        same = Q(attested_at=asking.reached_at, pk__gt=asking.reached_id)
        confirmed = confirmed.filter(attested_at__gte=asking.reached_at).filter(later | same)
    fields = ("attested_at", "state", "email", "wording", "text_version_id")
    return confirmed.order_by("attested_at", "pk").only(*fields)


def _is_to_be_asked(signature: Signature, asking: WordingRound) -> bool:
    is_there = signature.state in ASKED_STATES and bool(signature.email)
    return is_there and signature.wording < asking.wording


def note_answer(signature: Signature) -> None:
    """Count that a signatory has signed the current wording in place of an earlier one."""
    WordingRound.objects.filter(statement=signature.statement_id, wording=signature.wording).update(
        answered=F("answered") + 1
    )
