"""An Atom feed of a statement's updates."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from signatures.models import TextVersion, Update
from signatures.renditions.files.feed import tag, xml
from signatures.renditions.texts import updates as rendered


class FeedWithContent(Atom1Feed):
    """A feed whose entries have the whole text, not a summary."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


def atom(text: TextVersion, updates: Iterable[Update]) -> bytes:
    """Return a feed of ``updates``, newest first, with the same content as their page."""
    slug = text.statement.slug
    page = settings.SITE_URL + reverse("updates", args=[slug])
    feed = FeedWithContent(
        title=xml(_("Updates on “%(title)s”") % {"title": text.title}),
        link=page,
        description="",
        language=text.statement.language,
        feed_url=settings.SITE_URL + reverse("updates_feed", args=[slug]),
        feed_guid=tag(str(text.statement.created_at), purpose="updates feed"),
        author_name=xml(settings.SITE_NAME),
    )
    for each in rendered.rows(updates):
        feed.add_item(
            title=xml(each.update.title),
            link=f"{page}#{each.anchor}",
            description="",
            unique_id=f"urn:uuid:{each.update.public_id}",
            pubdate=each.update.publish_at,
            updateddate=each.update.publish_at,
            html=xml(each.html),
        )
    return feed.writeString("utf-8").encode()
