"""History of a statement's wordings, to compare and check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.counts import totals as counts
from signatures.models import Statement, TextVersion
from signatures.renditions.texts import versions as rendered
from signatures.views import public


@require_safe
@public.cached()
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every wording there has been, its hash, and what changed from one to the next."""
    text = public.public_text_or_404(request, slug)
    texts = _shown(text.statement)
    several = len({each.language for each in texts}) > 1
    confirmed = TextVersion.objects.confirmed_translations(text.statement) if several else set()
    context = {
        "text": text,
        "statement": text.statement,
        "counts": figures.of(text.statement),
        "versions": rendered.versions(texts, counts.of_texts(text.statement), confirmed),
        "command": f"sha256sum {text.language}-{text.number}.txt",
        "several": several,
    }
    return render(request, "record/statements/versions.html", context)


@require_safe
@public.cached()
def wording(request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
    """Serve the exact bytes of a text, whose SHA-256 is stored with each signature to it."""
    statement = public.text_or_404(request, slug).statement
    found = [
        each for each in _shown(statement) if (each.language, each.number) == (language, number)
    ]
    if not statement.is_public or not found:
        raise Http404
    response = HttpResponse(found[0].text, content_type="text/plain; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _shown(statement: Statement) -> list[TextVersion]:
    if not statement.is_public:
        return []
    texts = TextVersion.objects.history(statement)
    return rendered.shown(texts, published_at=statement.public_since)
