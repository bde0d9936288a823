"""An Atom feed of a statement's updates."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from signatures.models import Delivery, TextVersion, Update
from signatures.renditions.files.feed import tag, xml
from signatures.renditions.texts import updates as rendered


class FeedWithContent(Atom1Feed):
    """A feed whose entries have the whole text, not a summary."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


def atom(text: TextVersion, updates: Iterable[Update], deliveries: Iterable[Delivery]) -> bytes:
    """Return a feed of ``updates`` and ``deliveries``, newest first, as on their pages."""
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
    items = [*map(_update, rendered.rows(updates)), *map(_delivery, deliveries)]
    for item in sorted(items, key=lambda each: each["updateddate"], reverse=True):
        path = item.pop("path")
        feed.add_item(link=f"{settings.SITE_URL}{path}", description="", **item)
    return feed.writeString("utf-8").encode()


def _update(row: rendered.Row) -> dict[str, Any]:
    update = row.update
    return {
        "title": xml(update.title),
        "path": f"{reverse('updates', args=[update.statement.slug])}#{row.anchor}",
        "unique_id": f"urn:uuid:{update.public_id}",
        "pubdate": update.publish_at,
        "updateddate": update.publish_at,
        "html": xml(row.html),
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    """Return an entry that every answer changes, so that readers see it again."""
    answers = list(delivery.answers.all())
    title = _("Answer from %(recipient)s") if answers else _("Delivered to %(recipient)s")
    context = {"delivery": delivery, "answers": answers}
    return {
        "title": xml(title % {"recipient": delivery.recipient}),
        "path": delivery.get_absolute_url(),
        "unique_id": f"urn:uuid:{delivery.public_id}",
        "pubdate": delivery.created_at,
        "updateddate": max([delivery.created_at, *(each.created_at for each in answers)]),
        "html": xml(render_to_string("record/deliveries/feed.html", context)),
    }
