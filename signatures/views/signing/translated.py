"""Answer to a form that a page of another site posted, like a translated copy of ours."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatures.forms.signing import SignForm
from signatures.models import TextVersion
from signatures.views import sources


def answer(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Show the original page with what was typed into a translated copy; refuse other sites.

    Nothing is signed: the person sends the form again, from this site.
    """
    if not sources.is_translated_copy(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    form = SignForm(request.POST, statement=text.statement, number=text.number)
    form.is_valid()
    context = {"text": text, "statement": text.statement, "form": form, "is_from_copy": True}
    page = render(request, "signing/form.html", context, status=HTTPStatus.FORBIDDEN)
    page.headers["Cache-Control"] = "no-store"
    return page
