"""An officer's queue of requests for vouching, fifty at a time, the oldest first."""

from collections import Counter
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.guilds.vouching import answers as actions
from signatures.actions.guilds.vouching import statistics as vouching_numbers
from signatures.actions.guilds.vouching import undo
from signatures.actions.guilds.vouching.answers import ANSWERS, Outcome
from signatures.errors import StaleEditError
from signatures.forms.guilds.vouching import BATCH, AnswersForm, batch_of
from signatures.models import Attestation, Guild, TextVersion, VouchRequest
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest
from signatures.views.officers import disputed

KEYS = dict(zip(ANSWERS, "yn?", strict=True))


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: SignedInRequest, guild: Guild) -> HttpResponse:
    if request.method != "POST":
        return _page(request, guild)
    if Attestation.Method.GUILD_OFFICER not in guild.methods:
        return _page(request, guild, status=HTTPStatus.CONFLICT)
    form = AnswersForm(request.POST, guild=guild, officer=request.user)
    if not form.is_valid():
        return _page(request, guild, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    outcomes = Counter(
        actions.answer(key, said, guild=guild, by=request.user) for key, said in form.answers()
    )
    _say(request, outcomes)
    return redirect("guild_queue", guild.slug)


@for_officers
@require_POST
def take_back(request: SignedInRequest, guild: Guild, public_id: UUID) -> HttpResponse:
    try:
        undo.undo_answer(public_id, guild=guild, by=request.user)
    except StaleEditError:
        messages.error(request, gettext("This answer can no longer be taken back."))
    else:
        messages.success(request, gettext("Taken back. The request waits for an answer again."))
    return redirect("guild_queue", guild.slug)


def _page(
    request: SignedInRequest,
    guild: Guild,
    form: AnswersForm | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    found = VouchRequest.objects.filter(guild=guild).for_officer(request.user)
    rows = list(found[:BATCH])
    numbers = vouching_numbers.of_queue(guild, by=request.user)
    context = {
        "guild": guild,
        "is_on": Attestation.Method.GUILD_OFFICER in guild.methods,
        "rows": _rows(rows),
        "batch": batch_of(rows, guild=guild, officer=request.user),
        "numbers": numbers,
        "is_late": bool(
            numbers.oldest and numbers.oldest < timezone.now() - settings.VOUCHING_GOAL
        ),
        "goal": settings.VOUCHING_GOAL.days,
        "own_answers": undo.recent(guild, by=request.user).select_related("request")[:BATCH],
        "keep": settings.KEEP_VOUCHED.days,
        "errors": [each for errors in form.errors.values() for each in errors] if form else [],
    }
    return render(request, "officers/queue.html", context, status=status)


def _rows(requests: list[VouchRequest]) -> list[dict[str, Any]]:
    texts = TextVersion.objects.filter(statement__in={each.statement_id for each in requests})
    titles = {text.statement_id: text.title for text in texts.current()}
    answers = [(each.value, each.label, KEYS[each]) for each in ANSWERS]
    found = disputed.of(requests)
    return [
        {
            "request": each,
            "title": titles.get(each.statement_id, ""),
            "answers": answers,
            "dispute": found.get(each.pk),
        }
        for each in requests
    ]


def _say(request: SignedInRequest, outcomes: Counter[Outcome]) -> None:
    """Show the results of a page of answers, without names, as messages are kept for a while."""
    for outcome, number in outcomes.items():
        is_good = outcome in (Outcome.SAVED, Outcome.SECOND)
        say = messages.success if is_good else messages.warning
        say(request, _words(outcome, number))


def _words(outcome: Outcome, n: int) -> str:
    words = {
        Outcome.SAVED: ngettext("%d answer is saved.", "%d answers are saved.", n),
        Outcome.SECOND: ngettext(
            "%d approval is saved and waiting for a second officer.",
            "%d approvals are saved and waiting for a second officer.",
            n,
        ),
        Outcome.LATE: ngettext(
            "%d request was answered by someone else. Your answer was not saved.",
            "%d requests were answered by someone else. Your answers were not saved.",
            n,
        ),
        Outcome.GONE: ngettext("%d request was withdrawn.", "%d requests were withdrawn.", n),
        Outcome.CHANGED: ngettext(
            "The name in %d request has changed. Check it again.",
            "The names in %d requests have changed. Check them again.",
            n,
        ),
        Outcome.CLOSED: ngettext(
            "%d came too late: the statement is closed.",
            "%d came too late: the statement is closed.",
            n,
        ),
    }
    return words[outcome] % n
