"""The ORCID iD with which a signatory signed in at ORCID, as their page shows it."""

from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format

from signatures.models import LinkedOrcid, Signature


class Linked(NamedTuple):
    """Address at ORCID, the iD, and the day of the sign-in."""

    url: str
    orcid: str
    day: str


def address(orcid: str) -> str:
    return f"{settings.ORCID_ISSUER}/{orcid}"


def shown(signature: Signature) -> Linked | None:
    """Return the ORCID iD of a listed signature, None if it has none or it is not shown."""
    found = LinkedOrcid.objects.shown(signature.statement).filter(signature=signature).first()
    if found is None:
        return None
    return Linked(address(found.orcid), found.orcid, date_format(found.signed_in_on, "j F Y"))
