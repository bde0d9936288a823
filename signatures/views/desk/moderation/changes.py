"""Page of changes that signatories ask for, and an organizer's answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.moderation import changes
from signatures.actions.moderation.changes import Result
from signatures.models import EntryChange, Right, Signature
from signatures.models.hold_reason import in_words
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

ACTS = {"accept": changes.accept, "refuse": changes.refuse}
MOST = 50  # changes on one page; the oldest come first, so that deciding shows the next ones


@requires(Right.SIGNATURES)
@require_safe
def changes_page(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    waiting = changes.waiting(statement)
    rows = [_row(each) for each in waiting[:MOST]]
    context = {"rows": rows, "number": waiting.count()}
    return desk_page(request, "desk/moderation/changes.html", context, statement=statement)


@requires(Right.SIGNATURES)
@require_POST
def decide(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    statement = statement_or_404(slug)
    signature = get_object_or_404(Signature, public_id=public_id, statement=statement)
    seen = request.POST.get("seen", "")
    act = ACTS.get(request.POST.get("act", ""))
    result = Result.GONE
    if act and seen.isdecimal():
        result = act(signature, seen=int(seen), by=request.user)
    if result is Result.GONE:
        text = gettext("Nothing was changed: this change was decided, replaced or taken back.")
        messages.error(request, text)
    elif result is Result.NEEDS_ANOTHER:
        text = gettext("Names on the watch list need two organizers. You have accepted this one.")
        messages.info(request, text)
    elif act is changes.accept:
        messages.success(request, gettext("The new entry is in place."))
    else:
        messages.success(request, gettext("The old entry stays."))
    return redirect("desk_changes", slug)


def _row(change: EntryChange) -> dict[str, Any]:
    return {
        "change": change,
        "signature": change.signature,
        "reasons": in_words(change.reasons),
        "seen": changes.revision(change),
    }
