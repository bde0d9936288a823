"""Founding signatories: confirmed signatures that an invitation places above the list."""

from django.db import transaction
from django.db.models import F

from signatures.actions.notables import order
from signatures.actions.notables.notables import MARKABLE
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Decision, InvitationUse, Notable, Signature
from signatures.text import finding


@transaction.atomic
def place(signature: Signature) -> Notable | None:
    """Place a signature that was just confirmed below the heading that its invitation names.

    It keeps the order in which organizers invited. It is shown once it is published, so
    screening has its say. Returns None, and leaves it on the list, without such an invitation,
    if the name is not shown, or if it is not the name of the person invited.
    """
    related = ["invitation__heading", "invitation__statement"]
    use = InvitationUse.objects.filter(signature=signature).select_related(*related).first()
    if use is None or use.invitation.heading is None or not is_the_invited(use, signature):
        return None
    heading, position = use.invitation.heading, use.invitation.position
    places = order.lock(heading.statement_id)
    there = Signature.objects.filter(pk=signature.pk, notable=None, **MARKABLE)
    if heading.pk not in places or not there.exists():
        return None
    before = Notable.objects.filter(heading=heading)
    after = before.filter(signature__invitation_use__invitation__position__gt=position).first()
    index = after.position if after else len(places[heading.pk])
    before.filter(position__gte=index).update(position=F("position") + 1)
    notable = Notable.objects.create(signature=signature, heading=heading, position=index)
    audit_log.record(
        Decision.About.NOTABLE,
        subject=str(signature.public_id),
        statement=use.invitation.statement,
        to_state=f"notable, {heading}",
        reason="by invitation",
        by=None,
    )
    page_cache.invalidate_on_commit()
    return notable


def is_the_invited(use: InvitationUse, signature: Signature) -> bool:
    """Return whether the name is the invited one, apart from accents and capital letters."""
    if not use.invitation.is_personal:
        return True
    return finding.search_text(use.invitation.name, "") == finding.search_text(signature.name, "")
