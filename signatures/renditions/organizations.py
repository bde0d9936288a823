"""Public rows of supporting organizations, and of guilds whose members signed."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.formats import date_format

from signatures.models import Endorsement, Guild, Organization
from signatures.renditions.small_counts import Count, hide_small_parts
from signatures.text import websites


@dataclasses.dataclass(frozen=True)
class Row:
    """One supporting organization. ``logo_url`` is "" unless a logo may be shown."""

    name: str
    kind: str
    website: str
    represents: str
    logo_url: str
    endorsed_at: datetime | None

    @property
    def kind_words(self) -> str:
        return str(Organization.Kind(self.kind).label)

    @property
    def host(self) -> str:
        return websites.host(self.website)

    @property
    def endorsed_on(self) -> str:
        return date_format(self.endorsed_at, "j F Y") if self.endorsed_at else ""


@dataclasses.dataclass(frozen=True)
class Members:
    """The number of a guild's members who signed, each for themselves."""

    guild: str
    number: Count
    slug: str = ""


def rows(endorsements: Iterable[Endorsement]) -> list[Row]:
    """Return a row for each endorsement; start from ``Endorsement.objects.published()``."""
    return [row(each) for each in endorsements]


def members(guilds: Iterable[Guild], totals: Mapping[str, int]) -> list[Members]:
    """Return guilds with their numbers, largest first; the keys of ``totals`` are guild ids.

    Guilds with small numbers come last, by name, so that their order reveals nothing.
    """
    shown = hide_small_parts({value: number for value, number in totals.items() if number > 0})
    known = [
        Members(guild.name, shown[str(guild.pk)], guild.slug)
        for guild in guilds
        if str(guild.pk) in shown
    ]
    return sorted(known, key=lambda each: (-each.number.least, each.guild))


def row(endorsement: Endorsement) -> Row:
    """Return the row of an endorsement as it looks once it is public."""
    organization = endorsement.organization
    permitted = organization.logo and organization.mark_permitted_at
    return Row(
        name=organization.name,
        kind=organization.kind,
        website=organization.website,
        represents=organization.represents,
        logo_url=organization.logo_url if permitted else "",
        endorsed_at=endorsement.published_at,
    )
