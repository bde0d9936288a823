"""Sites that signatories name as their own. They are shown once they link back."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures.actions.record_keeping import audit_log, page_cache, rate_limits
from signatures.actions.signing import changing
from signatures.errors import FloodError, UsedLinkError
from signatures.models import Decision, LinkedSite, Signature, User
from signatures.models.decision import CHANGED
from signatures.models.linked_site import are_offered

State = LinkedSite.State


def of(signature: Signature) -> LinkedSite | None:
    """Return the site that the signatory named, shown or not; None if there is none."""
    return LinkedSite.objects.filter(signature=signature).first()


@transaction.atomic
def name(link: str, url: str) -> None:
    """Store ``url`` as the signatory's own site; a worker reads it soon. May be repeated.

    Another one replaces it, and the former is no longer shown. The same one is read again, and
    what was seen of it stays meanwhile. Raises BrokenLinkError, FloodError above
    LINKED_SITE_LIMITS, and UsedLinkError for a signature that is withdrawn or not accepted,
    for a statement without linked sites, and if organizers removed the site.
    """
    signature = changing.locked(link)
    before = of(signature)
    if not are_offered(signature.statement) or (before and before.state == State.REFUSED):
        raise UsedLinkError
    most = settings.LINKED_SITE_LIMITS
    if over := rate_limits.exceeded(rate_limits.count(f"site {signature.pk}", most), most):
        raise FloodError(over)
    if before and before.url == url:
        LinkedSite.objects.filter(pk=before.pk).update(due_at=timezone.now())
        return
    LinkedSite.objects.filter(signature=signature).delete()
    LinkedSite.objects.create(signature=signature, url=url, due_at=timezone.now())
    note(signature, "linked site named by the signatory")


@transaction.atomic
def delete(link: str) -> bool:
    """Delete the site that the signatory named; return False if there is none to delete.

    One that organizers removed stays removed. Raises BrokenLinkError and UsedLinkError.
    """
    signature = changing.locked(link)
    found = LinkedSite.objects.filter(signature=signature).exclude(state=State.REFUSED)
    if not found.delete()[0]:
        return False
    note(signature, "linked site removed by the signatory")
    return True


@transaction.atomic
def refuse(signature: Signature, *, by: User) -> bool:
    """Remove the site of a signature, so that its signatory names no other. False if done already.

    The log does not have its address.
    """
    found = LinkedSite.objects.filter(signature=signature).exclude(state=State.REFUSED)
    if not found.update(state=State.REFUSED, due_at=None, problem="", away_since=None):
        return False
    audit_log.record_of(signature, by=by, from_state="linked site", to_state="removed")
    page_cache.invalidate_on_commit()
    return True


def note(signature: Signature, reason: str) -> None:
    """Log a change that the signatory made, and show it on public pages."""
    Decision.objects.create(
        signature=signature,
        statement=signature.statement,
        from_state=signature.state,
        to_state=CHANGED,
        reason=reason,
    )
    page_cache.invalidate_on_commit()
