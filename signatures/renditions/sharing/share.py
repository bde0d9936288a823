"""Links to share a statement elsewhere: plain links, which load nothing until clicked."""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from signatures import tokens
from signatures.models import Signature, Statement

Display = Signature.Display

PLACES = {
    "Bluesky": "https://bsky.app/intent/compose?text={text}%20{url}",
    "Mastodon": "https://mastodon.social/share?text={text}%20{url}",
    "Facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "LinkedIn": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "X": "https://x.com/intent/post?text={text}&url={url}",
    "WhatsApp": "https://wa.me/?text={text}%20{url}",
}


def address(statement: Statement) -> str:
    """Return a statement's public, absolute address."""
    return settings.SITE_URL + statement.get_absolute_url()


def links(url: str, title: str) -> list[dict[str, str]]:
    """Return ``name`` and ``url`` of each place to share a statement, e-mail last."""
    fill = {"url": quote(url, safe=""), "text": quote(title, safe="")}
    places = [{"name": name, "url": form.format(**fill)} for name, form in PLACES.items()]
    mail = f"mailto:?subject={fill['text']}&body={fill['url']}"
    return [*places, {"name": _("E-mail"), "url": mail}]


def own_card(signature: Signature) -> str:
    """Return the path of a signatory's own card; "" if no name may be shown on it."""
    shown = signature.state == Signature.State.PUBLISHED and signature.statement.is_public
    if not shown or signature.display not in (Display.FULL, Display.NAME):
        return ""
    query = urlencode({"by": tokens.card_token(signature.public_id)})
    return f"{reverse('card', args=[signature.statement.slug])}?{query}"
