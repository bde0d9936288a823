"""Text that the people who run a site add to its pages about itself."""

from django.conf import settings
from django.utils.safestring import SafeString

from signatures.renditions.texts import letter


def addition_to(page: str) -> SafeString:
    """Return the HTML of ``<page>.md`` in ABOUT_DIR, or "" if there is no such file.

    The Markdown is rendered and cleaned like that of a statement.
    """
    if not settings.ABOUT_DIR:
        return SafeString()
    file = settings.ABOUT_DIR / f"{page}.md"
    return letter.html(file.read_text(encoding="utf-8")) if file.is_file() else SafeString()
