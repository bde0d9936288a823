"""Public rows of supporting organizations, and of guilds whose members signed."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from signatures.models import Endorsement, GivenMark, Guild, Organization
from signatures.renditions.small_counts import Count, hide_small_parts
from signatures.text import websites


@dataclasses.dataclass(frozen=True)
class MarkRow:
    """A mark of an organization: its words, who says so, and when that was checked."""

    label: str
    meaning: str
    according_to: str
    url: str
    checked_on: date

    @property
    def checked_on_words(self) -> str:
        return date_format(self.checked_on, "j F Y")

    @property
    def sentence(self) -> str:
        """Return all of it in one line, for files."""
        told = gettext(
            "%(label)s, according to %(source)s (%(url)s), checked by the campaign team on %(day)s"
        )
        values = {"label": self.label, "source": self.according_to, "url": self.url}
        return told % {**values, "day": self.checked_on_words}


@dataclasses.dataclass(frozen=True)
class Row:
    """One supporting organization. ``logo_url`` is "" unless a logo may be shown."""

    name: str
    kind: str
    website: str
    represents: str
    logo_url: str
    endorsed_at: datetime | None
    marks: tuple[MarkRow, ...] = ()

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


def rows(endorsements: QuerySet[Endorsement]) -> list[Row]:
    """Return a row with its marks for each; start from ``Endorsement.objects.published()``."""
    given = GivenMark.objects.select_related("mark")
    found = endorsements.prefetch_related(Prefetch("marks", given, to_attr="given_marks"))
    return [
        dataclasses.replace(row(each), marks=tuple(mark_row(one) for one in each.given_marks))
        for each in found
    ]


def meanings(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return each mark that one of ``rows`` has, with what it means, in alphabetical order."""
    return sorted({(mark.label, mark.meaning) for each in rows for mark in each.marks})


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


def mark_row(given: GivenMark) -> MarkRow:
    return MarkRow(
        label=given.mark.label,
        meaning=given.mark.meaning,
        according_to=given.according_to,
        url=given.url,
        checked_on=given.checked_on,
    )


def row(endorsement: Endorsement) -> Row:
    """Return the row of an endorsement as it looks once it is public, without its marks."""
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
