"""Tidying of affiliations that mean the same: one click per group, with undo."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.tidying import affiliations as actions
from signatures.errors import UnlikeError
from signatures.models import Right, Tidying
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.lists import tidying


@requires(Right.SIGNATURES)
@require_safe
def affiliations(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    done = tidying.respelled(Tidying.Kind.AFFILIATION).filter(statement=statement)
    context = {
        "groups": actions.suggest(statement),
        "tidyings": done[: tidying.RECENT],
        "keep_days": settings.KEEP_TIDYINGS.days,
    }
    return desk_page(request, "desk/lists/tidying_affiliations.html", context, statement=statement)


@requires(Right.SIGNATURES)
@require_POST
def tidy(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    keep = request.POST.get("keep", "")
    try:
        tidied = actions.tidy(statement, tidying.typed(request), keep=keep, by=request.user)
    except UnlikeError:
        messages.error(request, tidying.list_has_changed())
    else:
        number = tidied.number if tidied else 0
        text = ngettext(
            "%(number)d signature now has the affiliation “%(name)s”.",
            "%(number)d signatures now have the affiliation “%(name)s”.",
            number,
        )
        messages.success(request, text % {"number": number, "name": keep})
        if number >= actions.MOST:
            messages.warning(request, gettext("There may be more: merge again."))
    return redirect("desk_tidying_affiliations", slug=slug)


@requires(Right.SIGNATURES)
@require_POST
def untidy(request: SignedInRequest, slug: str, batch: UUID) -> HttpResponse:
    kind = Tidying.Kind.AFFILIATION
    tidying.undo(request, get_object_or_404(Tidying, pk=batch, kind=kind, statement__slug=slug))
    return redirect("desk_tidying_affiliations", slug=slug)
