from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.actions import tallies
from signatures.forms.signing import SignForm
from signatures.models import Signature, TextVersion
from signatures.renditions import letter, signatories, sparkline
from signatures.views import public

NEWEST = 12


@require_safe
@public.cached()
def home(request: HttpRequest) -> HttpResponse:
    return statement_page(request, public.text_or_404(request, statement__front_page=True))


@require_safe
@public.cached()
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    return statement_page(request, public.text_or_404(request, statement__slug=slug))


def statement_page(
    request: HttpRequest, text: TextVersion, form: SignForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a statement with its form; the form as it was typed when it had mistakes."""
    statement, now = text.statement, timezone.now()
    invitation = "" if statement.is_public else public.invitation(request)
    newest = Signature.objects.listed().filter(statement=statement)[:NEWEST]
    context = {
        "nav": "statement",
        "text": text,
        "statement": statement,
        "letter": letter.html(text.text),
        "is_sentence": letter.is_sentence(text.text),
        "counts": tallies.counts(statement) if statement.is_public else None,
        "count_url": reverse("api-1:count", args=[statement.slug]),
        "spark": sparkline.path(tallies.by_day(statement)) if statement.is_public else "",
        "newest": signatories.rows(newest),
        "form": form or new_form(text, invitation),
        "invitation": invitation,
        "not_yet_public": not statement.is_public,
        "is_open": statement.is_open,
        "published_on": _day(statement.publishes_at),
        "opens_on": "" if statement.opens_at <= now else _day(statement.opens_at),
        "closed_on": _day(statement.closes_at) if statement.is_over else "",
    }
    response = render(request, "statements/statement.html", context, status=status)
    if invitation or status != 200:
        response.headers["Cache-Control"] = "no-store"
    return response


def new_form(text: TextVersion, invitation: str = "") -> SignForm:
    """Return an empty form that knows which words stood above it, and since when."""
    return SignForm(
        initial={
            "text_sha256": text.text_sha256,
            "stamp": tokens.new_stamp(),
            "invitation": invitation,
            "display": Signature.Display.FULL,
        }
    )


def _day(moment: object) -> str:
    return date_format(moment, "j F Y") if moment else ""
