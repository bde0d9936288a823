"""A page of the desk: its template, and the menu of what this organizer may open."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import Right, Statement, TextVersion


class Entry(NamedTuple):
    name: str  # of the address, in urls.py
    label: str | Promise
    right: Right


SITE = [
    Entry("desk", _("All statements"), Right.NUMBERS),
    Entry("desk_holding", _("Watch list and rules"), Right.SIGNATURES),
    Entry("desk_occupations", _("Occupations"), Right.STATEMENTS),
    Entry("desk_guilds", _("Guilds"), Right.STATEMENTS),
    Entry("desk_people", _("Organizers"), Right.PEOPLE),
]
# Pages about one statement; their addresses take its slug.
STATEMENT: list[Entry] = [
    Entry("desk_endorsements", _("Endorsements"), Right.ORGANIZATIONS),
    Entry("desk_tidying", _("Credits alike"), Right.SIGNATURES),
    Entry("desk_tidying_organizations", _("Organizations alike"), Right.ORGANIZATIONS),
]


def desk_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    statement: Statement | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template`` with the menus; ``statement`` is the one the page is about."""
    here = request.resolver_match.url_name
    about = {"statement": statement, "title": _title(statement)} if statement else {}
    menus = {
        "site_menu": _menu(SITE, request, here),
        "statement_menu": _menu(STATEMENT, request, here, statement) if statement else [],
    }
    return render(request, template, {**menus, **about, **context}, status=status)


def statement_or_404(slug: str) -> Statement:
    return get_object_or_404(Statement, slug=slug)


def _menu(
    entries: list[Entry], request: HttpRequest, here: str, statement: Statement | None = None
) -> list[dict[str, Any]]:
    of = [statement.slug] if statement else []
    return [
        {"label": each.label, "url": reverse(each.name, args=of), "current": each.name == here}
        for each in entries
        if request.user.may(each.right)
    ]


def _title(statement: Statement) -> str:
    text = TextVersion.objects.current().filter(statement=statement).first()
    return text.title if text else statement.slug
