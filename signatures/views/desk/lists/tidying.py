"""Tidying of credits and organizations that mean the same: one click per group, with undo."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.tidying import credits as tidying_credits
from signatures.actions.tidying import organizations as tidying_organizations
from signatures.actions.tidying import undo as actions
from signatures.errors import InUseError, StaleEditError, UnlikeError
from signatures.models import Organization, Respelling, Right, Statement, Tidying
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404

RECENT = 20  # tidyings shown, which can be undone
Kind = Tidying.Kind


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def credits(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show groups of credits. POST searches all signatures and caches the groups."""
    statement = statement_or_404(slug)
    if request.method == "POST":
        found = (timezone.now(), tidying_credits.suggest(statement))
        _keep(statement, found)
    else:
        found = caches["pages"].get(_key(statement))
    looked_at, groups = found or (None, [])
    done = respelled(Kind.CREDIT).filter(statement=statement)
    context = {
        "groups": groups,
        "looked_at": looked_at,
        "tidyings": done[:RECENT],
        "keep_days": settings.KEEP_TIDYINGS.days,
    }
    return desk_page(request, "desk/lists/tidying_credits.html", context, statement=statement)


@requires(Right.SIGNATURES)
@require_POST
def tidy_credits(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    keep = request.POST.get("keep", "")
    try:
        tidied = tidying_credits.tidy(statement, typed(request), keep=keep, by=request.user)
    except UnlikeError:
        messages.error(request, list_has_changed())
    else:
        number = tidied.number if tidied else 0
        text = ngettext(
            "%(number)d signature now says “%(credit)s”.",
            "%(number)d signatures now say “%(credit)s”.",
            number,
        )
        messages.success(request, text % {"number": number, "credit": keep})
        if number < tidying_credits.MOST:
            _leave_out(statement, keep)
        else:
            messages.warning(request, gettext("There may be more: merge again."))
    return redirect("desk_tidying", slug=slug)


@requires(Right.SIGNATURES)
@require_POST
def untidy_credits(request: SignedInRequest, slug: str, batch: UUID) -> HttpResponse:
    found = get_object_or_404(Tidying, pk=batch, kind=Kind.CREDIT, statement__slug=slug)
    undo(request, found)
    return redirect("desk_tidying", slug=slug)


@requires(Right.ORGANIZATIONS, limited=False)
@require_safe
def bodies(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    context = {
        "groups": tidying_organizations.suggest(statement),
        "tidyings": _recent(Kind.ORGANIZATION)[:RECENT],
        "keep_days": settings.KEEP_TIDYINGS.days,
    }
    return desk_page(request, "desk/lists/tidying_organizations.html", context, statement=statement)


@requires(Right.ORGANIZATIONS, limited=False)
@require_POST
def merge_bodies(request: SignedInRequest, slug: str) -> HttpResponse:
    """Merge organizations, two at a time; ``into`` is the one that stays."""
    statement_or_404(slug)
    into = get_object_or_404(Organization, pk=_id(request, "into"))
    others = [editing.number(each) for each in request.POST.getlist("organization")]
    found = Organization.objects.filter(pk__in=[e for e in others if e]).exclude(pk=into.pk)
    for each in found.order_by("pk"):
        _merge(request, each, into)
    return redirect("desk_tidying_organizations", slug=slug)


@requires(Right.ORGANIZATIONS, limited=False)
@require_POST
def unmerge_bodies(request: SignedInRequest, slug: str, batch: UUID) -> HttpResponse:
    statement_or_404(slug)
    undo(request, get_object_or_404(Tidying, pk=batch, kind=Kind.ORGANIZATION))
    return redirect("desk_tidying_organizations", slug=slug)


def _merge(request: SignedInRequest, organization: Organization, into: Organization) -> None:
    try:
        tidying_organizations.merge(organization, into=into, by=request.user)
    except InUseError:
        text = gettext(
            "Both endorse one statement, and only that of the %s that would go is published, or"
            " the other was refused. Keep that one, or decide about the other first."
        )
        messages.error(request, text % organization.name)
    except (StaleEditError, UnlikeError):
        editing.say_meanwhile(request)
    else:
        messages.success(request, gettext("Merged into %s.") % into.name)


def typed(request: SignedInRequest) -> list[str]:
    """Return the spellings to merge, the one to keep first. Raises UnlikeError."""
    found = [request.POST.get("keep", ""), *request.POST.getlist("spelling")]
    if "\0" in "".join(found):
        raise UnlikeError
    return found


def list_has_changed() -> str:
    return gettext("The list has changed since you opened it. Check it and try again.")


def undo(request: SignedInRequest, tidying: Tidying) -> None:
    try:
        number = actions.undo(tidying, by=request.user)
    except StaleEditError:
        text = gettext("This can no longer be undone: someone has changed it since.")
        messages.error(request, text)
    else:
        text = ngettext("Undone for %d row.", "Undone for %d rows.", number)
        messages.success(request, text % number)


def _recent(kind: str) -> QuerySet[Tidying]:
    return Tidying.objects.filter(kind=kind).select_related("by")


def respelled(kind: str) -> QuerySet[Tidying]:
    """Return what was tidied, newest first, each with one spelling ``before`` and ``after``."""
    one = Respelling.objects.filter(tidying=OuterRef("pk")).order_by("pk")
    return _recent(kind).annotate(
        before=Subquery(one.values("before")[:1]), after=Subquery(one.values("after")[:1])
    )


def _id(request: SignedInRequest, name: str) -> int:
    return editing.number(request.POST.get(name, "")) or 0


def _key(statement: Statement) -> str:
    return f"tidying-{statement.pk}"


def _keep(statement: Statement, found: tuple) -> None:
    caches["pages"].set(_key(statement), found, settings.SUGGESTIONS_CACHE_TIMEOUT.total_seconds())


def _leave_out(statement: Statement, keep: str) -> None:
    """Remove the group that was tidied from the cached groups."""
    if found := caches["pages"].get(_key(statement)):
        looked_at, groups = found
        rest = [group for group in groups if keep not in [each.credit for each in group]]
        _keep(statement, (looked_at, rest))
