"""Addresses that share a statement: plain links, opened only by who presses them."""

from urllib.parse import quote

from django.utils.translation import gettext as _

PLACES = {
    "Bluesky": "https://bsky.app/intent/compose?text={text}%20{url}",
    "Mastodon": "https://mastodon.social/share?text={text}%20{url}",
    "Facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "LinkedIn": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "X": "https://x.com/intent/post?text={text}&url={url}",
    "WhatsApp": "https://wa.me/?text={text}%20{url}",
}


def links(url: str, title: str) -> list[dict[str, str]]:
    """Return ``name`` and ``url`` of each place a statement can be shared at, mail last."""
    fill = {"url": quote(url, safe=""), "text": quote(title, safe="")}
    places = [{"name": name, "url": form.format(**fill)} for name, form in PLACES.items()]
    mail = f"mailto:?subject={fill['text']}&body={fill['url']}"
    return [*places, {"name": _("E-mail"), "url": mail}]
