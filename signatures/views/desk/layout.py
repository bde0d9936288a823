"""Layout of desk pages: the template, and menus of what this organizer may open."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import Right, Statement, TextVersion
from signatures.views.access.organizers import SignedInRequest


class Entry(NamedTuple):
    name: str  # of the address, in urls/desk.py
    label: str | Promise
    right: Right
    near: bool = False  # shown in the row above every page of the statement
    limited: bool = True  # open to people whose role is for some statements, see ``requires``


Shown = dict[str, Any]

# The part of the organizers' guide for each page, by the beginning of the page's name.
GUIDE = {
    "desk_new": "write-a-statement",
    "desk_write": "change-a-wording-that-people-have-signed",
    "desk_texts": "change-a-wording-that-people-have-signed",
    "desk_link": "write-a-statement",
    "desk_webhook": "webhooks",
    "desk_partner": "names-collected-elsewhere",
    "desk_settings": "settings",
    "desk_launch": "launch-day",
    "desk_rehearsal": "launch-day",
    "desk_publish_now": "launch-day",
    "desk_close_now": "launch-day",
    "desk_delete": "settings",
    "desk_queue": "review-signatures",
    "desk_sign": "review-signatures",
    "desk_batch": "review-signatures",
    "desk_quote": "quotes-and-affiliations",
    "desk_affiliation": "quotes-and-affiliations",
    "desk_change": "review-signatures",
    "desk_claim": "review-signatures",
    "desk_import": "names-collected-elsewhere",
    "desk_export": "after-the-launch",
    "desk_erasure": "after-the-launch",
    "desk_holding": "review-signatures",
    "desk_rule": "review-signatures",
    "desk_address": "review-signatures",
    "desk_watched": "review-signatures",
    "desk_statement_log": "organizers-and-the-log",
    "desk_statement": "statistics-of-a-statement",
    "desk_notable": "notable-names-credits-and-occupations",
    "desk_tidying_organizations": "organizations",
    "desk_tidying_affiliations": "quotes-and-affiliations",
    "desk_tidying": "notable-names-credits-and-occupations",
    "desk_occupation": "notable-names-credits-and-occupations",
    "desk_update": "updates",
    "desk_deliver": "delivery-and-answers",
    "desk_answer": "delivery-and-answers",
    "desk_invit": "invitations-and-embargo",
    "desk_press": "invitations-and-embargo",
    "desk_audit": "notable-names-credits-and-occupations",
    "desk_endorsement": "organizations",
    "desk_organization": "organizations",
    "desk_mark": "organizations",
    "desk_given_mark": "organizations",
    "desk_guild": "guilds",
    "desk_officers": "guilds",
    "desk_codes": "guilds",
    "desk_code_batch": "guilds",
    "desk_vouching": "guilds",
    "desk_rosters": "guilds",
    "desk_attempts": "guilds",
    "desk_people": "organizers-and-the-log",
    "desk_log": "organizers-and-the-log",
    "desk_notice": "settings",
    "desk_site_notice": "organizers-and-the-log",
    "desk_reduced": "organizers-and-the-log",
    "desk_operation": "organizers-and-the-log",
}

SITE = [
    Entry("desk", _("All statements"), Right.NUMBERS),
    Entry("desk_new", _("New statement"), Right.STATEMENTS, limited=False),
    Entry("desk_log", _("Log"), Right.LOG),
    Entry("desk_holding", _("Watch list and rules"), Right.SIGNATURES, limited=False),
    Entry("desk_addresses", _("E-mail addresses"), Right.SIGNATURES, limited=False),
    Entry("desk_erasure", _("Erase a person"), Right.ADDRESSES, limited=False),
    Entry("desk_occupations", _("Occupations"), Right.STATEMENTS, limited=False),
    Entry("desk_guilds", _("Guilds"), Right.STATEMENTS, limited=False),
    Entry("desk_people", _("Organizers"), Right.PEOPLE, limited=False),
    Entry("desk_operation", _("Operation"), Right.OPERATION, limited=False),
    Entry("desk_help", _("Help"), Right.NUMBERS),
]
# Pages about one statement; their addresses take its slug.
STATEMENT = [
    Entry("desk_statement", _("Statistics"), Right.NUMBERS, near=True),
    Entry("desk_queue", _("Queue"), Right.SIGNATURES, near=True),
    Entry("desk_signatures", _("Signatures"), Right.SIGNATURES, near=True),
    Entry("desk_changes", _("Changes of entries"), Right.SIGNATURES),
    Entry("desk_claims", _("Reported names"), Right.SIGNATURES),
    Entry("desk_quotes", _("Quotes and affiliations"), Right.SIGNATURES),
    Entry("desk_batches", _("Bulk actions"), Right.SIGNATURES),
    Entry("desk_imports", _("Import"), Right.SIGNATURES),
    Entry("desk_notables", _("Notables"), Right.SIGNATURES),
    Entry("desk_audits", _("Sample audits"), Right.SIGNATURES),
    Entry("desk_tidying", _("Similar credits"), Right.SIGNATURES),
    Entry("desk_endorsements", _("Endorsements"), Right.ORGANIZATIONS),
    Entry("desk_marks", _("Marks of organizations"), Right.ORGANIZATIONS),
    Entry(
        "desk_tidying_organizations",
        _("Similar organizations"),
        Right.ORGANIZATIONS,
        limited=False,
    ),
    Entry("desk_launch", _("Launch"), Right.STATEMENTS, near=True),
    Entry("desk_settings", _("Settings"), Right.STATEMENTS, near=True),
    Entry("desk_texts", _("Texts"), Right.STATEMENTS, near=True),
    Entry("desk_invitations", _("Invitations"), Right.STATEMENTS),
    Entry("desk_press_links", _("Links for journalists"), Right.STATEMENTS),
    Entry("desk_updates", _("Updates"), Right.UPDATES),
    Entry("desk_deliveries", _("Delivery and answers"), Right.STATEMENTS),
    Entry("desk_notice", _("Notice"), Right.STATEMENTS),
    Entry("desk_links", _("Videos and documents"), Right.STATEMENTS),
    Entry("desk_partner_totals", _("Partners’ totals"), Right.STATEMENTS),
    Entry("desk_webhooks", _("Webhooks"), Right.ADDRESSES),
    Entry("desk_export", _("Export"), Right.SIGNATURES),
    Entry("desk_statement_log", _("Log"), Right.LOG),
]


def desk_page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    *,
    statement: Statement | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template`` with the menus; ``statement`` is the one the page is about."""
    here = (request.resolver_match and request.resolver_match.url_name) or ""
    about = {"statement": statement, "title": _title(statement)} if statement else {}
    menus = {
        "site_menu": _site_menu(_entries(SITE, request, here)),
        "statement_menu": statement and _statement_menu(request, here, statement),
        "help_url": "" if here == "desk_help" else help_address(here),
    }
    return render(request, template, {**menus, **about, **context}, status=status)


def help_address(name: str) -> str:
    """Return the address of the part of the guide about the page called ``name``."""
    parts = [part for begins, part in GUIDE.items() if name.startswith(begins)]
    return f"{reverse('desk_help')}#text-{parts[0] if parts else 'first-steps'}"


def statement_or_404(slug: str) -> Statement:
    return get_object_or_404(Statement, slug=slug)


def _site_menu(entries: list[Shown]) -> dict[str, Any]:
    """Return all entries, the first one (the desk's own page), and the row of the others."""
    return {"all": entries, "home": entries[0] if entries else None, "row": entries[1:]}


def _statement_menu(request: SignedInRequest, here: str, statement: Statement) -> dict[str, Any]:
    """Return the row, which always has the current page, and the entries behind a click."""
    found = _entries(STATEMENT, request, here, statement)
    return {
        "row": [each for each in found if each["near"] or each["current"]],
        "more": [each for each in found if not (each["near"] or each["current"])],
    }


def _entries(
    entries: list[Entry], request: SignedInRequest, here: str, statement: Statement | None = None
) -> list[Shown]:
    of = [statement.slug] if statement else []
    return [
        {
            "label": each.label,
            "url": reverse(each.name, args=of),
            "current": each.name == here,
            "near": each.near,
        }
        for each in entries
        if request.user.may(each.right) and (each.limited or not request.user.is_limited)
    ]


def _title(statement: Statement) -> str:
    text = TextVersion.objects.current().filter(statement=statement).first()
    return text.title if text else statement.slug
