"""An Atom feed of the newest signatures."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from signatures import tokens
from signatures.models import Signature, TextVersion
from signatures.renditions import signatories
from signatures.renditions.figures import Figures
from signatures.renditions.signatories import NO_NAMES

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(
    text: TextVersion,
    listed: Iterable[Signature],
    figures: Figures,
    versions: Mapping[int, str] = NO_NAMES,
) -> bytes:
    """Return a feed of ``listed``, newest first, with the same content as the list.

    ``versions`` works as in ``signatories.rows``.
    """
    base = settings.SITE_URL
    statement_url = base + text.statement.get_absolute_url()
    feed = Atom1Feed(
        title=xml(_("Signatories of “%(title)s”") % {"title": text.title}),
        link=statement_url,
        description="",
        subtitle=". ".join(filter(None, [figures.heading, figures.mixed])),
        feed_url=base + reverse("feed", args=[text.statement.slug]),
        feed_guid=tag(str(text.statement.created_at), purpose="feed"),
        author_name=xml(settings.SITE_NAME),
    )
    list_url = base + reverse("signatories", args=[text.statement.slug])
    signatures = list(listed)
    rows = signatories.rows(signatures, versions=versions)
    for signature, row in zip(signatures, rows, strict=True):
        proofs = row.proofs or row.mark
        about = " · ".join(filter(None, [row.credit, row.occupation, proofs, row.version]))
        feed.add_item(
            title=xml(row.name or _("A verified signatory, name withheld")),
            link=list_url,
            description=escape(xml(about)),  # a summary in Atom1Feed is HTML
            unique_id=tag(f"{signature.public_id} {signature.display}", purpose="feed"),
            pubdate=row.signed_at,
            updateddate=row.signed_at,
        )
    return feed.writeString("utf-8").encode()


def tag(words: str, *, purpose: str) -> str:
    """Return an id that reveals neither a person nor that two ids belong to one person."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},2026:{tokens.fingerprint(words, purpose=purpose).hex()[:32]}"


def xml(words: str) -> str:
    """Remove the characters that XML 1.0 cannot contain."""
    return NOT_XML.sub("", words)
