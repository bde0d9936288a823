"""Next steps after signing: sharing, asking five people, writing to one's guild.

The button on the page after signing posts, which adds one to a number, and leads to the page of
the step. That page is the same for everyone and may be cached.
"""

from http import HTTPStatus
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from signatures.actions.signing import next_steps
from signatures.models import TextVersion
from signatures.renditions.sharing import share
from signatures.views import public, sources


@require_http_methods(["GET", "HEAD", "POST"])
def next_step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Show a step. POST counts it first; a form of another site counts nothing."""
    if request.method != "POST":
        return _page(request, slug, step)
    text = _text(request, slug, step)
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    next_steps.count(text.statement, step)
    return redirect(request.get_full_path())


@public.cached("language")
def _page(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    text = _text(request, slug, step)
    url = share.address(text.statement)
    words = _words(text, step)
    body = quote(f"{words}\n\n{url}", safe="")
    context = {
        "text": text,
        "statement": text.statement,
        "step": step,
        "words": words,
        "url": url,
        "share": share.links(url, text.title) if step == "share" else [],
        "mail": f"mailto:?subject={quote(text.title, safe='')}&body={body}",
    }
    return render(request, "signing/next_step.html", context)


def _text(request: HttpRequest, slug: str, step: str) -> TextVersion:
    """Return the wording, if its statement is public and offers ``step``. Raises Http404."""
    text = public.text_or_404(request, slug)
    statement = text.statement
    if not statement.is_public or statement.is_early_copy or step not in statement.next_steps:
        raise Http404
    return text


def _words(text: TextVersion, step: str) -> str:
    if step == "guild":
        return text.statement.guild_letter
    words = gettext("I have signed “%(title)s”. Would you read it, and sign it too?")
    return words % {"title": text.title}
