"""The site that a signatory named as their own and that links back, as their page shows it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.formats import date_format

from signatures.models import LinkedSite, Signature
from signatures.text import websites


class Linked(NamedTuple):
    """Address, words for it, and the day on which its link back was last seen."""

    url: str
    shown: str
    day: str


def shown(signature: Signature) -> Linked | None:
    """Return the site of a listed signature that was seen to link back, None if there is none.

    Pages below one host can belong to many people, so the path is shown too.
    """
    found = LinkedSite.objects.shown(signature.statement).filter(signature=signature).first()
    if found is None or found.checked_at is None:
        return None
    return Linked(
        url=found.url,
        shown=f"{websites.host(found.url)}{urlsplit(found.url).path}",
        day=date_format(found.checked_at, "j F Y"),
    )
