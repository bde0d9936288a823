"""Worker that reads the sites of signatories and looks for their links back.

As with guilds' servers, only https and public addresses are read, no redirect is followed, and
an answer may be neither long nor slow: ``actions.guilds.sign_in.http_client``.
"""

import time
from datetime import datetime, timedelta
from typing import Any

import requests
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from signatures.actions.guilds.sign_in import http_client
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing.linked_identities import rel_me
from signatures.models import LinkedSite

State = LinkedSite.State

TURN = 20  # seconds of reading in one run
LEASE = timedelta(minutes=10)  # until another worker may read a page again
AGAIN = timedelta(days=7)  # between two readings of a page that links back
FIRST_WAIT, LATER_WAIT = timedelta(hours=1), timedelta(days=1)  # if a site gives no answer
GIVE_UP_FIRST, GIVE_UP_LATER = timedelta(days=1), timedelta(days=14)
NEARBY: tuple[str, ...] = ()  # anyone can name a site, so none in the operator's own network

# What the signatory is told, in their language.
NO_LINK = _("The page does not link to your signature.")
REDIRECTED = _("The page leads on to another address. Enter that one.")
NOT_THERE = _("There is no page at this address.")
NOT_HTML = _("This is not a web page.")
PRIVATE = _("This address is not public.")
NO_ANSWER = _("The site gave no answer that we could read.")
AWAY = {NO_ANSWER}  # may be over soon; everything else is an answer


def check_due() -> int:
    """Read the pages that are due; return how many link back. May be repeated."""
    until, found = time.monotonic() + TURN, 0
    for site in LinkedSite.objects.due().select_related("signature")[:100]:
        if time.monotonic() > until:
            break
        leased = LinkedSite.objects.filter(pk=site.pk, due_at=site.due_at)
        site.due_at = timezone.now() + LEASE
        if leased.update(due_at=site.due_at):  # else another worker reads it
            problem = _read(site)
            _note(site, problem)
            found += not problem
    return found


def _read(site: LinkedSite) -> str:
    """Return why the page of ``site`` does not link back, "" if it does."""
    if not http_client.is_allowed(site.url, NEARBY):
        return PRIVATE
    try:
        with http_client.session(NEARBY) as asking:
            answer = asking.get(site.url, headers={"Accept": "text/html"})
    except requests.RequestException as error:
        return PRIVATE if "not a public address" in str(error) else NO_ANSWER
    if answer.is_redirect:
        return REDIRECTED
    if answer.status_code in (404, 410):
        return NOT_THERE
    if answer.status_code != requests.codes.ok:
        return NO_ANSWER
    if "html" not in answer.headers.get("Content-Type", ""):
        return NOT_HTML
    html = answer.content.decode(errors="replace")
    return "" if rel_me.links_back(html, at=site.url, to=site.signature) else NO_LINK


@transaction.atomic
def _note(site: LinkedSite, problem: str) -> None:
    """Store what was seen, unless the signatory or an organizer changed the row meanwhile."""
    now = timezone.now()
    seen: dict[str, Any] = {"problem": problem, "away_since": None, "due_at": None}
    if not problem:
        seen |= {"state": State.FOUND, "checked_at": now, "due_at": now + AGAIN}
    elif again := (_again(site, now) if problem in AWAY else None):
        seen |= {"away_since": site.away_since or now, "due_at": again}
    else:
        seen["state"] = State.MISSING
    same = LinkedSite.objects.filter(pk=site.pk, url=site.url, due_at=site.due_at)
    if same.update(**seen) and State.FOUND in (site.state, seen.get("state")):
        page_cache.invalidate_on_commit()


def _again(site: LinkedSite, now: datetime) -> datetime | None:
    """Return when to read a page again that gave no answer, None to give up."""
    was_found = site.state == State.FOUND
    give_up, wait = (GIVE_UP_LATER, LATER_WAIT) if was_found else (GIVE_UP_FIRST, FIRST_WAIT)
    return None if now - (site.away_since or now) >= give_up else now + wait
