"""HTML that shows a statement's count and link on another site's page."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from signatures.models import TextVersion

HEIGHT = 320  # CSS pixels: enough for a sentence of 400 characters in a column of 320


def snippet(text: TextVersion) -> SafeString:
    """Return HTML for a frame and, for sites that block frames, a link. It has no script."""
    statement = text.statement
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"'
        ' frameborder="0"></iframe>\n<p><a href="{}">{}</a></p>',
        settings.SITE_URL + reverse("embed", args=[statement.slug]),
        text.title,
        HEIGHT,
        settings.SITE_URL + statement.get_absolute_url(),
        text.title,
    )
