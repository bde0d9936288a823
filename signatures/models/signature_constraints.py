"""Constraints of signatures: the states, and what each of them requires."""

from django.db import models
from django.db.models import Q

# The values of the personal fields once a signature is erased.
ERASED_FIELDS = {
    "name": "",
    "credit": "",
    "email": "",
    "country": "",
    "source_network": "",
    "mailbox": None,
    "mailbox_soft": None,
    "occupation": None,
    "search_text": "",
}

CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(fields=["statement", "mailbox"], name="signature_one_per_mailbox"),
    models.CheckConstraint(
        condition=~Q(display__in=["anonymous", "counted"]) | Q(search_text=""),
        name="signature_withheld_cannot_be_searched",
    ),
    models.CheckConstraint(
        condition=Q(
            state__in=["pending", "held", "published", "rejected", "withdrawn"],
        ),
        name="signature_in_a_known_state",
    ),
    models.CheckConstraint(
        condition=Q(display__in=["full", "name", "anonymous", "counted"]),
        name="signature_with_a_known_display",
    ),
    models.CheckConstraint(
        condition=~Q(state="pending") | Q(attested_at=None),
        name="signature_pending_is_unproven",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=["held", "published", "rejected"])
        | Q(attested_at__isnull=False)
        | Q(added_by_organizers=True),
        name="signature_proven_before_it_moves_on",
    ),
    models.CheckConstraint(
        condition=Q(state="published", published_at__isnull=False)
        | (~Q(state="published") & Q(published_at=None)),
        name="signature_dated_while_published",
    ),
    models.CheckConstraint(
        condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & Q(**ERASED_FIELDS))
        | (~Q(state="withdrawn") & Q(withdrawn_at=None) & ~Q(name=""))
        | (Q(state="rejected", withdrawn_at=None) & Q(**ERASED_FIELDS))
        | (
            Q(
                state__in=["held", "published"],
                display__in=["anonymous", "counted"],
                withdrawn_at=None,
            )
            & Q(**ERASED_FIELDS)
        ),
        name="signature_erased_or_named",
    ),
    models.CheckConstraint(
        condition=(Q(email="") & Q(mailbox=None) & Q(mailbox_soft=None))
        | (~Q(email="") & Q(mailbox__isnull=False) & Q(mailbox_soft__isnull=False)),
        name="signature_address_with_its_folds",
    ),
    models.CheckConstraint(
        condition=~Q(state="held") | Q(hold_reasons__len__gt=0),
        name="signature_held_for_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(state="rejected") | Q(refusal=""),
        name="signature_refused_for_a_reason",
    ),
]
