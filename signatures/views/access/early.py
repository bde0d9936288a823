"""Access to a statement that is not public yet: by an invitation, or by a press link."""

import copy
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest

from signatures.actions.counts import figures
from signatures.actions.statements import press_links
from signatures.actions.statements.invitations import invitations, uses
from signatures.models import Invitation, PressLink, Statement, TextVersion

# Keys of request.META. The answer is for one reader alone, so no cache may keep it.
FOR_ONE_READER = "signatures.for_one_reader"
PRESS_LINK = "signatures.press_link"
# Pages and files that carry the mark of an embargo. Everything else is a 404 to the press.
OPEN_TO_PRESS = frozenset(
    [
        "statement",
        "signatories",
        "signatories_csv",
        "organizations",
        "numbers",
        "versions",
        "checks",
        "card",
        "letter_pdf",
        "press",
    ]
)


def may_see(request: HttpRequest, statement: Statement) -> bool:
    """Return whether the address or the form opens ``statement`` before it is public."""
    if invitations.opens(statement, invitation(request)):
        request.META[FOR_ONE_READER] = True
        return True
    link = _press_link(request, statement)
    if link is None:
        return False
    request.META[FOR_ONE_READER] = True
    request.META[PRESS_LINK] = link
    return True


def is_for_one_reader(request: HttpRequest) -> bool:
    return FOR_ONE_READER in request.META


def press_link(request: HttpRequest) -> PressLink | None:
    """Return the press link that this request was let in with."""
    return request.META.get(PRESS_LINK)


def as_the_press_sees(text: TextVersion) -> TextVersion:
    """Return a copy whose statement looks public and takes no signatures."""
    text = copy.copy(text)
    text.statement = copy.copy(text.statement)
    text.statement.is_shown_early = True
    return text


def invitation(request: HttpRequest) -> str:
    """Return the secret of an invitation in the address or in the form, or ""."""
    return request.GET.get("invitation") or request.POST.get("invitation") or ""


def invited(request: HttpRequest, statement: Statement) -> Invitation | None:
    """Return the invitation in the address or the form, if it is a personal or a group's.

    Once the statement is public, everyone signs alike, and invitations mean nothing.
    """
    if statement.is_public:
        return None
    found = invitations.find(statement, invitation(request))
    return found if found and found.works else None


def _press_link(request: HttpRequest, statement: Statement) -> PressLink | None:
    name = request.resolver_match and request.resolver_match.view_name
    if name not in OPEN_TO_PRESS or request.method not in ("GET", "HEAD"):
        return None
    return press_links.find(statement, request.GET.get("press", ""))


class Invited(NamedTuple):
    """The words above the form for people who sign before the statement is public."""

    name: str
    heading: str
    publishes_at: datetime | None
    signatories: int
    is_used_up: bool
    decline_url: str


def invited_words(request: HttpRequest, statement: Statement) -> Invited | None:
    """Return when and beside whom the name will appear; None once the statement is public."""
    if statement.is_public:
        return None
    found, number = invited(request, statement), figures.of(statement).signatories
    if found is None:
        return Invited("", "", statement.publishes_at, number, False, "")
    return Invited(
        name=found.name,
        heading=found.heading.name if found.heading else "",
        publishes_at=statement.publishes_at,
        signatories=number,
        is_used_up=uses.is_used_up(found),
        decline_url=invitations.path(found, "decline_invitation") if found.is_personal else "",
    )
