"""What the public sees of one signature, decided once for page, API and every other form."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from signatures.models import Attestation, Guild, Signature
from signatures.text.languages import language_of

Display = Signature.Display


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the list. ``name`` is "" for somebody whose name is withheld.

    ``as_of`` is when the last proof was given, by a guild if one has; None without any.
    ``marks`` are the guilds as they want to be named, and ``lapsed_on`` is the day of a later
    roster without this member; never told of somebody whose name is withheld, for the guild
    knows whom it left out.
    ``signed_at`` is to the second; of a withheld name on the list it is the start of the day.
    ``checked_on`` is when organizers last checked the identity of a notable signatory.
    """

    name: str
    credit: str
    occupation: str
    country: str
    verified_by: tuple[str, ...]
    guilds: tuple[str, ...]
    marks: tuple[str, ...]
    as_of: datetime | None
    lapsed_on: date | None
    added: bool
    signed_at: datetime
    checked_on: date | None = None

    @property
    def anonymous(self) -> bool:
        return not self.name

    @property
    def beneath(self) -> str:
        """The small print under the name."""
        return self.credit or self.occupation

    @property
    def language(self) -> str:
        return language_of(self.name, self.country)

    @property
    def language_beneath(self) -> str:
        return language_of(self.beneath, self.country)

    @property
    def verified(self) -> str:
        """The methods in words. "" for a name that nobody has proven."""
        return _methods(self.verified_by, get_language())

    @property
    def evidence(self) -> str:
        """The methods in words, and as of when."""
        return f"{self.verified}, {_as_of(self.as_of.date(), get_language())}" if self.as_of else ""

    @property
    def mark(self) -> str:
        """What stands below the name. "" for proof by e-mail alone, which is everybody's."""
        if self.guilds:
            language = get_language()
            words = gettext("%(marks)s, verified %(as_of)s")
            if self.lapsed_on:
                words = gettext("%(marks)s, verified %(as_of)s; not on its roster of %(later)s")
            return words % {
                "marks": "; ".join(self.marks),
                "as_of": _as_of(self.as_of.date(), language),
                "later": _day(self.lapsed_on, language) if self.lapsed_on else "",
            }
        return gettext("Added by the organizers") if self.added else ""

    @property
    def checked(self) -> str:
        """The mark of a notable signatory; "" without a check."""
        if self.checked_on is None:
            return ""
        words = gettext("Identity checked by the organizers, %(as_of)s")
        return words % {"as_of": _as_of(self.checked_on, get_language())}

    @property
    def signed_on(self) -> str:
        return in_words(self.signed_at)


def rows(signatures: Iterable[Signature], *, large: Collection[int] = ()) -> list[Row]:
    """Turn signatures into lines; start from ``Signature.objects.listed()``.

    ``large`` are the guilds (ids) of which so many have signed that naming one says little of
    anybody. Of others nobody whose name is withheld is called a member.
    """
    shown = list(signatures)
    guilds = Guild.objects.in_bulk({guild for each in shown for guild in each.guild_ids})
    return [_row(each, guilds, large) for each in shown]


def row(signature: Signature) -> Row:
    """Show of ``signature`` what its signatory chose and nothing else."""
    [shown] = rows([signature])
    return shown


def _row(signature: Signature, guilds: Mapping[int, Guild], large: Collection[int]) -> Row:
    full = signature.display == Display.FULL
    named = full or signature.display == Display.NAME
    by = [guilds[each] for each in signature.guild_ids if named or each in large]
    methods = signature.verified_by
    if methods is None:  # by no guild
        methods = [Attestation.Method.EMAIL.value] if signature.attested_at else []
    return Row(
        name=signature.name if named else "",
        credit=signature.credit if full else "",
        occupation=signature.occupation.name if full and signature.occupation else "",
        country=signature.country if full else "",
        verified_by=tuple(methods),
        guilds=tuple(each.name for each in by),
        marks=tuple(dict.fromkeys(map(_mark, by))),
        as_of=(signature.verified_as_of or signature.attested_at) if methods else None,
        lapsed_on=signature.last_lapsed_on if named else None,
        added=signature.added_by_organizers and not methods,
        signed_at=(signature.published_at or signature.signed_at).replace(microsecond=0),
    )


def _mark(guild: Guild) -> str:
    return guild.mark or gettext("Member of %(guild)s") % {"guild": guild.name}


def in_words(moment: datetime) -> str:
    """Return the UTC day, such as "3 May 2025"."""
    return _day(moment.date(), get_language())


# The same few words stand on every line of the list.


@lru_cache(maxsize=1_000)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "j F Y")


@lru_cache(maxsize=1_000)
def _as_of(day: date, language: str | None) -> str:
    return gettext("as of %(day)s") % {"day": _day(day, language)}


@lru_cache(maxsize=100)
def _methods(methods: tuple[str, ...], language: str | None) -> str:
    return " · ".join(str(Attestation.Method(each).label) for each in methods)
