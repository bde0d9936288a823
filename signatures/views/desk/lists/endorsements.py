"""Requests of organizations to endorse a statement: the evidence and the decisions."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.organizations import endorsements as endorsing
from signatures.actions.organizations import evidence as endorsement_evidence
from signatures.actions.organizations import order as endorsement_order
from signatures.actions.organizations import organizations
from signatures.forms.moderation.decisions import ReasonForm
from signatures.forms.organizations.organizations import OrganizationForm
from signatures.models import Endorsement, Organization, Right, Statement
from signatures.renditions.organizations import row as rendered
from signatures.views.access.organizers import SignedInRequest, refused, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404

State = Endorsement.State
PAGE = 50
ENTERED = Q(state=State.PENDING, contact_email="")
# Parts of the page by their name in the address, and the endorsements in each.
PARTS = {
    "waiting": (gettext_lazy("Waiting"), Q(state=State.HELD) | ENTERED),
    "published": (gettext_lazy("Published"), Q(state=State.PUBLISHED)),
    "refused": (gettext_lazy("Refused"), Q(state=State.REJECTED)),
    "unconfirmed": (gettext_lazy("Address not confirmed"), Q(state=State.PENDING) & ~ENTERED),
}
DECIDE = {"publish": endorsing.publish, "refuse": endorsing.refuse}


@requires(Right.ORGANIZATIONS)
@require_safe
def endorsements(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    part = request.GET.get("part", "waiting")
    if part not in PARTS:
        raise Http404
    found = _page(statement, part, editing.number(request.GET.get("after", "")))
    rows, more = found[:PAGE], found[PAGE:]
    refusals = endorsement_evidence.earlier_refusals(rows, seen_by=request.user)
    context = {
        "part": part,
        "parts": _parts(statement, part),
        "rows": [
            {"endorsement": each, "shown": rendered(each), "refusals": refusals.get(each.pk, 0)}
            for each in rows
        ],
        "next": _address(statement, part=part, after=rows[-1].pk) if more else "",
    }
    return desk_page(request, "desk/lists/endorsements.html", context, statement=statement)


@requires(Right.ORGANIZATIONS)
@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    endorsement = _endorsement(slug, pk)
    decision = request.POST.get("to", "")
    if decision not in DECIDE:
        raise Http404
    form = ReasonForm(request.POST, name=endorsement.contact_name)
    name = endorsement.organization.name
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
    elif not DECIDE[decision](endorsement, by=request.user, **form.cleaned_data):
        editing.say_meanwhile(request)
    elif decision == "publish":
        messages.success(request, gettext("%s is published.") % name)
    else:
        messages.success(request, gettext("%s is refused.") % name)
    return _back(request, endorsement.statement)


@requires(Right.ORGANIZATIONS)
@require_POST
def move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    endorsement = _endorsement(slug, pk)
    where = editing.direction(request)
    if not endorsement_order.move(endorsement, where, by=request.user):
        editing.say_meanwhile(request)
    return redirect(f"{_address(endorsement.statement, part='published')}#organization-{pk}")


@requires(Right.ORGANIZATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter an organization without a contact. An organizer decides about it like about others."""
    statement = statement_or_404(slug)
    form = OrganizationForm(**editing.typed(request), instance=Organization())
    return editing.edit_page(
        request,
        form,
        save=lambda row, seen: endorsing.enter(row, of=statement, by=request.user),
        back=_address(statement),
        heading=gettext("Enter an organization"),
        statement=statement,
    )


@requires(Right.ORGANIZATIONS, limited=True)
@require_http_methods(["GET", "HEAD", "POST"])
def organization(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an organization; one of several statements, only people who work on all of them."""
    found = get_object_or_404(Organization, pk=pk)
    if request.user.is_limited and not _is_theirs(request, found):
        return refused(request)
    first = found.endorsements.select_related("statement").order_by("pk").first()
    return editing.edit_page(
        request,
        OrganizationForm(**editing.typed(request), instance=found),
        save=lambda row, seen: organizations.edit(row, by=request.user, seen=seen),
        back=_address(first.statement) if first else reverse("desk"),
        heading=found.name,
    )


def _is_theirs(request: SignedInRequest, organization: Organization) -> bool:
    """Return whether it endorses only statements of this person. Raises Http404 if none."""
    theirs = organization.endorsements.filter(request.user.their_statements("statement"))
    if not theirs.exists():
        raise Http404
    return theirs.count() == organization.endorsements.count()


def _page(statement: Statement, part: str, after: int | None) -> list[Endorsement]:
    """Return a page and the row after it: in their order if published, else oldest first."""
    found = statement.endorsements.filter(PARTS[part][1]).select_related("organization")
    if part != "published":
        return list(found.filter(pk__gt=after or 0).order_by("pk")[: PAGE + 1])
    found = found.order_by("position", "published_at", "pk")
    last = found.filter(pk=after).first() if after else None
    if last:
        behind = Q(position=last.position, published_at=last.published_at, pk__gt=last.pk)
        behind |= Q(position=last.position, published_at__gt=last.published_at)
        found = found.filter(Q(position__gt=last.position) | behind)
    return list(found[: PAGE + 1])


def _parts(statement: Statement, part: str) -> list[dict[str, object]]:
    numbers = statement.endorsements.aggregate(
        **{name: Count("pk", filter=those) for name, (_, those) in PARTS.items()}
    )
    return [
        {
            "label": label,
            "number": numbers[name],
            "url": _address(statement, part=name),
            "current": name == part,
        }
        for name, (label, _) in PARTS.items()
    ]


def _endorsement(slug: str, pk: int) -> Endorsement:
    found = Endorsement.objects.select_related("organization", "statement")
    return get_object_or_404(found, statement__slug=slug, pk=pk)


def _address(statement: Statement, **query: str | int) -> str:
    path = reverse("desk_endorsements", args=[statement.slug])
    return f"{path}?{urlencode(query)}" if query else path


def _back(request: SignedInRequest, statement: Statement) -> HttpResponse:
    part = request.POST.get("part", "")
    return redirect(_address(statement, part=part) if part in PARTS else _address(statement))
