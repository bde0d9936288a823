"""Messages about the last click in the queue, read from the rows, never from a session."""

from typing import Any

from signatures.models import Approval, Decision, Refusal, Signature, Statement, User
from signatures.views.access.organizers import SignedInRequest

Said = dict[str, Any]


def from_address(request: SignedInRequest, statement: Statement) -> Said | None:
    """Read the message from the address of a redirect. Ignore anything else in the address."""
    asked = {name: request.GET.get(name, "") for name in ("done", "agreed")}
    numbers = {name: int(n) for name, n in asked.items() if n.isdecimal() and len(n) < 19}
    return of(request.user, statement, **numbers)


def of(
    person: User, statement: Statement, *, done: int | None = None, agreed: int | None = None
) -> Said | None:
    """Return what ``person`` did: the Decision ``done``, or the Signature they ``agreed`` to."""
    own = {"by": person, "signature__statement": statement}
    if done is not None:
        decisions = Decision.objects.filter(**own).select_related("signature")
        decision = decisions.filter(pk=done).first()
        if decision is None or decision.signature is None:
            return None
        return _decided("decided", decision, decision.signature)
    if agreed is not None:
        given = Approval.objects.filter(**own, signature=agreed).select_related("signature")
        approval = given.first()
        return {"kind": "agreed", "signature": approval.signature} if approval else None
    return None


def decided_already(signature: Signature) -> Said:
    """Return who decided what about ``signature``, for someone who came too late."""
    last = Decision.objects.filter(signature=signature).select_related("by").order_by("-pk").first()
    return _decided("overtaken", last, signature)


def _decided(kind: str, decision: Decision | None, signature: Signature) -> Said:
    refusal = decision.refusal if decision else ""
    why = Refusal(refusal).label if refusal in Refusal.values else ""
    return {"kind": kind, "decision": decision, "signature": signature, "why": why}
