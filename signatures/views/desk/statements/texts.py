"""Editors' pages to write, correct and translate the text of a statement."""

import re
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from signatures.actions.counts import totals as counts
from signatures.actions.statements import corrections, rounds
from signatures.actions.statements import texts as statements
from signatures.errors import InUseError, StaleEditError
from signatures.forms.statements.texts import TextForm
from signatures.models import ProposedCorrection, Right, Statement, TextVersion
from signatures.models.statement import languages as every_language
from signatures.renditions import languages
from signatures.renditions.texts import drafts
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.statements import wordings
from signatures.views.desk.statements.drafts import newest, previewed
from signatures.views.public import KNOWN_LANGUAGES

LABEL = re.compile(r"(?P<language>[a-zA-Z-]{2,10})-(?P<number>[1-9][0-9]{0,6})")
Kind = TextVersion.Kind
PROPOSED = gettext_lazy(
    "Your correction is waiting for another organizer to agree. Until then the text stays as it is."
)
WAITING = gettext_lazy(
    "Another correction of this text is waiting for agreement. Yours is not saved: first agree "
    "to the other one or drop it."
)
MEANWHILE = gettext_lazy(
    "Someone else has saved a new text since you opened this page, so yours is not saved yet. "
    "Below is your text, and how it differs from theirs. Save again to make yours the next "
    "version."
)


@requires(Right.STATEMENTS)
@require_safe
def texts(request: SignedInRequest, slug: str) -> HttpResponse:
    """List every wording there has been; show one of them, or the changes between two."""
    statement = statement_or_404(slug)
    found = list(TextVersion.objects.history(statement).frozen_or_not().defer("text", "byline"))
    read, before = (_labelled(statement, request.GET.get(each, "")) for each in ("read", "before"))
    context = {
        "versions": drafts.rows(found, counts.of_texts(statement)),
        "untranslated": _untranslated({each.language for each in found}),
        "read": drafts.preview(read, before=before) if read else None,
        "before": before,
        **wordings.context(statement, request.user),
    }
    return desk_page(request, "desk/statements/texts.html", context, statement=statement)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, slug: str) -> HttpResponse:
    """Correct the wording of a language, or translate the statement into another."""
    statement = statement_or_404(slug)
    language = request.GET.get("language") or statement.language
    if language not in KNOWN_LANGUAGES:
        raise Http404
    current = newest(statement, language)
    source = None if current else newest(statement, statement.language)
    shown = current or source
    form = TextForm(
        request.POST if request.method == "POST" else None,
        initial=vars(statements.TextInput.of(shown)) if shown else {},
        source=source,
        language=language,
        kinds=statements.kinds_after(current, statement),
    )
    if form.is_bound and "preview" not in request.POST:
        return _save(request, statement, language, form)
    return _form_page(request, statement, language, form, seen=request.POST.get("seen"))


def _save(
    request: SignedInRequest, statement: Statement, language: str, form: TextForm
) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        wrong = HTTPStatus.UNPROCESSABLE_ENTITY
        return _form_page(request, statement, language, form, seen=seen, status=wrong)
    try:
        saved = _saved(request, statement, language, form, seen)
    except StaleEditError:
        messages.warning(request, MEANWHILE)
        return _form_page(request, statement, language, form, status=HTTPStatus.CONFLICT)
    except InUseError:
        messages.warning(request, WAITING)
        return _form_page(request, statement, language, form, status=HTTPStatus.CONFLICT)
    if isinstance(saved, ProposedCorrection):
        messages.success(request, PROPOSED)
    elif saved is None:
        messages.info(request, gettext("Nothing has changed, so nothing was saved."))
    else:
        text = gettext("Saved as version %(number)s, %(language)s.")
        names = {"number": saved.number, "language": languages.name(language)}
        messages.success(request, text % names)
    return redirect("desk_texts", statement.slug)


def _saved(
    request: SignedInRequest, statement: Statement, language: str, form: TextForm, seen: str
) -> TextVersion | ProposedCorrection | None:
    """Save a new wording or a translation, or propose a correction; None if unchanged."""
    words, by = form.words(), request.user
    if not form.is_correction:
        return statements.write_text(statement, language, words, seen=seen, by=by)
    reason = form.cleaned_data["reason"]
    return corrections.propose(statement, language, words, seen=seen, reason=reason, by=by)


def _form_page(
    request: SignedInRequest,
    statement: Statement,
    language: str,
    form: TextForm,
    *,
    seen: str | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the form. If ``seen`` is None, the current wording counts as the one they saw."""
    current = newest(statement, language)
    shows_draft = form.is_bound and status != HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "seen": statements.revision(current) if seen is None else seen,
        "code": language,
        "language_name": languages.name(language),
        "current": current,
        "replaces_draft": current and statements.is_draft(current),
        "expected": rounds.expected(statement) if Kind.NEW_WORDING in form.kinds else None,
        "lost": _lost(statement) if Kind.NEW_WORDING in form.kinds else [],
        "source_name": languages.name(statement.language) if form.source else "",
        "preview": previewed(form, language, statement) if shows_draft else None,
    }
    return desk_page(
        request, "desk/statements/write.html", context, statement=statement, status=status
    )


def _labelled(statement: Statement, label: str) -> TextVersion | None:
    """Return the version with a label like "en-2"; None for no label. Raises Http404."""
    if not label:
        return None
    named = LABEL.fullmatch(label)
    if not named:
        raise Http404
    return get_object_or_404(
        TextVersion.objects.select_related("statement"),
        statement=statement,
        language=named["language"],
        number=int(named["number"]),
    )


def _lost(statement: Statement) -> list[str]:
    """Return the names of the languages whose translation a new wording leaves behind."""
    found = TextVersion.objects.newest_of_each_language(statement)
    others = found.exclude(language=statement.language).values_list("language", flat=True)
    return [languages.name(code) for code in others]


def _untranslated(written: set[str]) -> list[tuple[str, str]]:
    """Return the languages that have no translation yet."""
    others = [(code, name) for code, name in every_language() if code not in written]
    return sorted(others, key=lambda each: each[1].casefold())
