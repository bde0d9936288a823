"""Acts about a text that take two organizers: corrections, and checks of translations."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from signatures.actions.statements import corrections
from signatures.errors import SameOrganizerError, StaleEditError
from signatures.models import (
    ProposedCorrection,
    Right,
    Statement,
    TextVersion,
    User,
    WordingRound,
)
from signatures.models.text_version import sha256_of
from signatures.renditions import languages
from signatures.renditions.texts.versions import Version
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import statement_or_404


def context(statement: Statement, user: User) -> dict[str, Any]:
    """Return what the page of texts shows of corrections, translations and rounds of asking."""
    proposed = ProposedCorrection.objects.filter(statement=statement)
    return {
        "waiting": [_waiting(each, user) for each in proposed.select_related("corrects")],
        "translations": _translations(statement),
        "round": WordingRound.objects.filter(statement=statement).order_by("wording").last(),
    }


def _waiting(proposed: ProposedCorrection, user: User) -> dict[str, Any]:
    text = TextVersion(
        statement_id=proposed.statement_id,
        language=proposed.language,
        number=proposed.corrects.number + 1,
        title=proposed.title,
        addressee=proposed.addressee,
        salutation=proposed.salutation,
        byline=proposed.byline,
        text=proposed.text,
        text_sha256=sha256_of(proposed.text),
    )
    return {
        "pk": proposed.pk,
        "reason": proposed.reason,
        "proposed_at": proposed.proposed_at,
        "is_own": proposed.proposed_by_id == user.pk,
        "version": Version(text, 0, is_current=False, before=proposed.corrects),
    }


def _translations(statement: Statement) -> list[dict[str, Any]]:
    texts = TextVersion.objects.newest_of_each_language(statement)
    checks = dict(
        TextVersion.objects.filter(statement=statement)
        .order_by()
        .annotate(number_of_checks=Count("checks"))
        .values_list("pk", "number_of_checks")
    )
    return [
        {
            "text": text,
            "language": languages.name(text.language),
            "checks": checks[text.pk],
            "is_confirmed": checks[text.pk] >= corrections.ENOUGH,
        }
        for text in texts
        if text.language != statement.language
    ]


@requires(Right.STATEMENTS)
@require_POST
def agree(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = statement_or_404(slug)
    try:
        saved = corrections.agree(pk, statement=statement, by=request.user)
    except SameOrganizerError:
        messages.warning(request, gettext("A correction needs the agreement of someone else."))
    except StaleEditError:
        messages.warning(request, gettext("This correction has changed or is gone."))
    else:
        words = gettext("Saved as version %(number)s, %(language)s: a correction.")
        names = {"number": saved.number, "language": languages.name(saved.language)}
        messages.success(request, words % names)
    return redirect("desk_texts", slug)


@requires(Right.STATEMENTS)
@require_POST
def drop(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    try:
        corrections.drop(pk, statement=statement_or_404(slug), by=request.user)
    except StaleEditError:
        messages.warning(request, gettext("This correction has changed or is gone."))
    else:
        messages.success(request, gettext("The correction is dropped. The text stays as it is."))
    return redirect("desk_texts", slug)


@requires(Right.STATEMENTS)
@require_POST
def confirm_translation(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = statement_or_404(slug)
    texts = TextVersion.objects.filter(statement=statement).select_related("statement")
    text = get_object_or_404(texts.exclude(language=statement.language), pk=pk)
    if corrections.confirm_translation(text, by=request.user):
        messages.success(request, gettext("You have confirmed that the translation says the same."))
    else:
        messages.info(request, gettext("You have confirmed this before. It takes someone else."))
    return redirect("desk_texts", slug)
