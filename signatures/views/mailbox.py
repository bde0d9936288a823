"""Test inbox: e-mails the site would have sent, for trying it out. Only under DEBUG."""

import base64
import email
import email.policy
import hashlib
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 50


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    files = sorted(_files(), reverse=True)[:SHOWN]
    return render(request, "mailbox/list.html", {"messages": [_about(each) for each in files]})


@never_cache
@require_safe
def message(request: HttpRequest, key: str) -> HttpResponse:
    found = _read(_file(key))
    body = found.get_body(("plain",))
    context = {
        **_about(_file(key)),
        "from": found["From"],
        "text": body.get_content() if body else "",
        "html_url": reverse("mailbox_html", args=[key]),
    }
    return render(request, "mailbox/message.html", {"message": context})


@never_cache
@require_safe
def html(request: HttpRequest, key: str) -> HttpResponse:
    """Show the HTML part as a mail program does. Only its own style is allowed, by its hash."""
    body = _read(_file(key)).get_body(("html",))
    if body is None:
        raise Http404
    page = body.get_content()
    styles = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in styles]
    allowed = {"style-src": [f"'sha256-{each}'" for each in hashes]}
    answer = csp_replace(allowed)(lambda _: HttpResponse(page))(request)
    assert isinstance(answer, HttpResponse)
    return answer


def _files() -> list[Path]:
    if not settings.DEBUG:
        raise Http404
    return list(settings.MAILBOX_DIR.glob("*.eml"))


def _file(key: str) -> Path:
    for path in _files():
        if path.stem == key:
            return path
    raise Http404


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _about(path: Path) -> dict[str, object]:
    found = _read(path)
    sent = datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1000, UTC)
    return {"key": path.stem, "subject": found["Subject"], "to": found["To"], "date": sent}
