"""Metadata of a statement's page for other programs: Open Graph, and JSON-LD (schema.org)."""

import json
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from signatures.models import TextVersion
from signatures.renditions import languages
from signatures.renditions.texts import letter, markdown

# As in django.utils.html.json_script: no text can close the script element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def page(text: TextVersion, signatories: int, *, mixed: str = "") -> dict[str, object]:
    """Return what ``renditions/_meta.html`` needs. All addresses are absolute.

    ``mixed`` says how many signed which wording if not all signed the same.
    """
    sentence = letter.is_sentence(text.text)
    words = markdown.plain(text.text)
    description = Truncator(words).chars(240)
    url = settings.SITE_URL + languages.path(text.statement, text.language)
    image = settings.SITE_URL + languages.card_path(text)
    return {
        "title": text.title,
        "description": description,
        "url": url,
        "image": image,
        "image_alt": Truncator(words if sentence else text.title).chars(400),
        "locale": text.language.replace("-", "_"),
        "feed": reverse("feed", args=[text.statement.slug]),
        "json_ld": script(_article(text, signatories, description, url, image, mixed)),
    }


def script(data: dict[str, object]) -> SafeString:
    """Return ``data`` in a script element that browsers do not run and no text can close."""
    words = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(words))  # noqa: S308


def _article(
    text: TextVersion, signatories: int, description: str, url: str, image: str, mixed: str
) -> dict[str, object]:
    publisher = {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL}
    # The byline is free text. It may name a person or an organization, so it gets no type.
    credit = {"creditText": ", ".join(text.byline.splitlines())} if text.byline else {}
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": text.title,
        "description": description,
        "image": image,
        "inLanguage": text.language,
        "datePublished": _iso(text.statement.public_since),
        "dateModified": _iso(max(text.created_at, text.statement.public_since)),
        **credit,
        "publisher": publisher,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": {"@type": "EndorseAction"},
            "name": _("Verified signatories"),
            **({"description": mixed} if mixed else {}),
            "userInteractionCount": signatories,
        },
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
