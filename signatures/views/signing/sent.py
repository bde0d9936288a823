"""The page after the sign form."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.forms.own.own_signature import CodeForm
from signatures.models import TextVersion
from signatures.text import addresses
from signatures.views import public, search_engines
from signatures.views.signing import deadline
from signatures.views.signing import links as link_pages

PURPOSE = "sent to"


def to_sent(request: HttpRequest, slug: str, email: str) -> HttpResponse:
    """Redirect to the page after the form. It shows ``email`` again, as typed, for a while.

    The address is encrypted, so that no log and no history of a browser holds it.
    """
    asked = {"to": tokens.seal(email, purpose=PURPOSE), "language": public.language(request)}
    given = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{reverse('sign_sent', args=[slug])}?{given}")


@require_safe
def sign_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the same page whatever the form led to, so that it reveals nothing about an address."""
    sealed = request.GET.get("to", "")
    email = tokens.unseal_young(sealed, purpose=PURPOSE, age=settings.TYPED_ADDRESS_SHOWN)
    return link_pages.private(_page(request, slug, email)) if email else _without(request, slug)


@public.cached("language")
def _without(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug, "")


def _page(request: HttpRequest, slug: str, email: str) -> HttpResponse:
    texts = TextVersion.objects.filter(statement__slug=slug)
    text = public.newest(texts, public.language(request))
    # People who signed by invitation come here too. A statement that is not public looks like
    # one that does not exist, so that guessing its address reveals nothing.
    public_text = text if text and text.statement.is_public else None
    minutes = min(settings.MAILBOX_LIMITS_STATEMENT).total_seconds() // 60
    context: dict[str, Any] = {
        "text": public_text,
        "statement": public_text and public_text.statement,
        "email": email,
        "meant": addresses.probably_meant(email, known=settings.MAIL_PROVIDERS),
        "minutes": int(minutes),
        "code_form": CodeForm(initial={"email": email}),
    }
    context |= deadline.context(public_text.statement) if public_text else {}
    page = render(request, "signing/sent.html", context)
    if not (public_text and public_text.statement.searchable):
        page.headers[search_engines.HEADER] = "noindex"
    return page
