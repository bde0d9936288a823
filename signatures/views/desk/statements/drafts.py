"""Preview of the wording an editor is typing, as the page it would become."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from signatures.actions.statements import texts as statements
from signatures.forms.statements.texts import TextForm
from signatures.models import Right, Statement, TextVersion
from signatures.models.text_version import sha256_of
from signatures.renditions.texts import drafts
from signatures.views.access.organizers import requires
from signatures.views.desk.layout import statement_or_404
from signatures.views.public import KNOWN_LANGUAGES

NO_TITLE = "…"


@requires(Right.STATEMENTS)
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    statement, language = statement_or_404(slug), request.GET.get("language", "")
    return _partial(request, previewed(TextForm(request.POST), language, statement))


@requires(Right.STATEMENTS)
@require_POST
def preview_new(request: HttpRequest) -> HttpResponse:
    form = TextForm(request.POST)
    return _partial(request, previewed(form, request.POST.get("language", "")))


def previewed(form: TextForm, language: str, statement: Statement | None = None) -> drafts.Preview:
    """Return what has been typed so far, as the page it would become."""
    if language not in KNOWN_LANGUAGES:
        language = (statement or Statement()).language
    before = newest(statement, language) if statement else None
    words = form.draft()
    text = TextVersion(
        statement=statement,
        language=language,
        number=statements.next_number(before),
        text_sha256=sha256_of(words.text),
        **{**vars(words), "title": words.title or NO_TITLE},
    )
    beside = statement.links.all() if statement else []
    return drafts.preview(text, before=before, beside=beside)


def newest(statement: Statement, language: str) -> TextVersion | None:
    found = TextVersion.objects.filter(statement=statement, language=language)
    return found.select_related("statement").frozen_or_not().order_by("-number").first()


def _partial(request: HttpRequest, shown: drafts.Preview) -> HttpResponse:
    return render(request, "desk/statements/_preview.html", {"preview": shown})
