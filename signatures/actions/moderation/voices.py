"""Decisions of organizers on quotes and affiliations."""

import hashlib

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from signatures.actions.record_keeping import audit_log, page_cache
from signatures.models import Affiliation, Decision, Quote, Signature, Statement, User
from signatures.text import finding

DECISIONS = {
    "publish": Quote.State.PUBLISHED,
    "choose": Quote.State.CHOSEN,
    "refuse": Quote.State.REFUSED,
}


def decided(statement: Statement) -> QuerySet[Quote]:
    """Return the quotes that an organizer has decided about, the last decision first."""
    read = Quote.objects.filter(statement=statement, decided_at__isnull=False)
    shown = read.filter(signature__display=Signature.Display.FULL)
    return shown.exclude(state=Quote.State.WAITING).order_by("-decided_at", "-pk")


def affiliations_to_review(statement: Statement) -> QuerySet[Affiliation]:
    """Return the changed affiliations that wait for an organizer, the oldest first."""
    waiting = Affiliation.objects.filter(statement=statement, state=Affiliation.State.WAITING)
    return waiting.filter(signature__display=Signature.Display.FULL).order_by("pk")


def revision(words: str) -> str:
    """Return a hash of the words on the page, so that no one decides about unread ones."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


@transaction.atomic
def decide(signature: Signature, act: str, *, seen: str, by: User) -> bool:
    """Show, choose or refuse a quote; return False if it was changed or taken back since.

    ``act`` is a key of DECISIONS, ``seen`` the ``revision`` of the quote on the page. May be
    repeated, and changed later.
    """
    quote = Quote.objects.select_for_update(of=["self"]).filter(signature=signature).first()
    if quote is None or act not in DECISIONS or revision(quote.text) != seen:
        return False
    before, quote.state = quote.state, DECISIONS[act]
    quote.search_text = finding.search_text(quote.text, "") if quote.state in Quote.SHOWN else ""
    quote.decided_at, quote.decided_by = timezone.now(), by
    quote.save(update_fields=["state", "search_text", "decided_at", "decided_by"])
    _log(signature, "quote", before, quote.state, by)
    return True


@transaction.atomic
def decide_affiliation(signature: Signature, *, accept: bool, seen: str, by: User) -> bool:
    """Show an affiliation that waits, or refuse it; return False if it was changed since."""
    found = Affiliation.objects.select_for_update(of=["self"]).filter(signature=signature).first()
    if found is None or revision(found.name) != seen:
        return False
    before = found.state
    found.state = Affiliation.State.PUBLISHED if accept else Affiliation.State.REFUSED
    found.save(update_fields=["state"])
    _log(signature, "affiliation", before, found.state, by)
    return True


def _log(signature: Signature, what: str, before: str, after: str, by: User) -> None:
    audit_log.record(
        Decision.About.SIGNATURE,
        by=by,
        subject=f"signature {signature.pk}, {what}",
        statement=signature.statement,
        from_state=before,
        to_state=after,
    )
    page_cache.invalidate_on_commit()
