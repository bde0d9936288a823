"""Public rows of the signatory list, shared by page, API, exports and every other form."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from signatures.models import Guild, Signature, Statement
from signatures.models.compiled import CompiledQuery
from signatures.models.proof_methods import METHODS, NO_PROOF_MARK, Method
from signatures.renditions.people import voices
from signatures.text.languages import language_of

Display = Signature.Display
NO_NAMES: Mapping[int, str] = MappingProxyType({})
GUILDS = CompiledQuery(lambda ids: Guild.objects.filter(pk__any_of=ids))


@dataclasses.dataclass(frozen=True)
class Row:
    """One row of the list. ``name`` is "" if the name is withheld.

    ``as_of`` is the time of the last verification, by a guild if there is one; None without any.
    ``marks`` are the guilds' own wordings of membership.
    ``lapsed_on`` is the day of a later roster that lacks this member. It is None if the name is
    withheld, because the guild knows which members it removed.
    ``signed_at`` is exact to the minute, or the start of the day if a listed name is withheld.
    ``text_version`` is the version signed, such as "en-2", whose text has ``text_sha256``.
    ``version`` names it for people; "" if there is only one.
    ``address_at`` is a guild at whose domain they have an address that shows no membership.
    ``affiliation`` and ``quote`` are those that the statement asks for and organizers accepted.
    ``url`` is the address of the signature's own page, if the statement has such pages.
    ``checked_on`` is when organizers last checked the identity of a notable signatory.
    ``reader`` is the language of dates, proofs and methods: the active one, asked for once.
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
    text_version: str = ""
    text_sha256: str = ""
    version: str = ""
    checked_on: date | None = None
    address_at: str = ""
    affiliation: str = ""
    quote: str = ""
    url: str = ""
    reader: str | None = dataclasses.field(default_factory=get_language, compare=False)

    @property
    def anonymous(self) -> bool:
        return not self.name

    @property
    def beneath(self) -> str:
        """The small print below the name."""
        return self.credit or self.occupation

    @property
    def language(self) -> str:
        return language_of(self.name, self.country)

    @property
    def language_beneath(self) -> str:
        return language_of(self.beneath, self.country)

    @property
    def verified(self) -> str:
        """The methods of verification in words; "" if nothing was verified."""
        return _methods(self.verified_by, self.reader)

    @property
    def evidence(self) -> str:
        """The methods of verification in words, with their date."""
        return f"{self.verified}, {_as_of(self.as_of.date(), self.reader)}" if self.as_of else ""

    @property
    def mark(self) -> str:
        """The mark below the name; "" if only the e-mail was verified, as for everyone."""
        if self.guilds:
            words = gettext("%(marks)s, verified %(as_of)s")
            if self.lapsed_on:
                words = gettext("%(marks)s, verified %(as_of)s; not on its roster of %(later)s")
            return words % {
                "marks": "; ".join(self.marks),
                "as_of": _as_of(self.as_of.date(), self.reader) if self.as_of else "",
                "later": _day(self.lapsed_on, self.reader) if self.lapsed_on else "",
            }
        if self.address_at:
            words = gettext("Has an address at %(guild)s")
            return words % {"guild": self.address_at}
        return capfirst(str(NO_PROOF_MARK)) if self.added else ""

    @property
    def proofs(self) -> str:
        """The proofs in words, such as "confirmed an e-mail address"; "" without any."""
        guild = self.guilds[0] if len(self.guilds) == 1 else ""
        return _proofs(self.verified_by, guild, self.address_at or guild, self.reader)

    @property
    def confirmation(self) -> str:
        """The same for programs, in English and without the name of a guild."""
        if self.added:
            with translation.override("en"):
                return str(NO_PROOF_MARK)
        return _proofs(self.verified_by, "", "", "en")

    @property
    def checked(self) -> str:
        """The mark of an identity check by the organizers; "" without a check."""
        if self.checked_on is None:
            return ""
        words = gettext("Identity checked by the campaign team, %(as_of)s")
        return words % {"as_of": _as_of(self.checked_on, self.reader)}

    @property
    def signed_on(self) -> str:
        return _day(self.signed_at.date(), self.reader)


def rows(
    signatures: Iterable[Signature],
    *,
    large: Collection[int] = (),
    versions: Mapping[int, str] = NO_NAMES,
    of: Statement | None = None,
) -> list[Row]:
    """Return a row for each signature; start from ``Signature.objects.listed()``.

    ``versions`` names the text versions by id if there are several to tell apart. ``large``
    are ids of guilds with so many signatories that a membership identifies no one. A row
    without a name shows no other guild. ``of`` is the statement that all of them signed: with
    it, rows have what its signatories added to their names.
    """
    shown = list(signatures)
    ids = {guild for each in shown for guild in (*each.guild_ids, each.address_guild) if guild}
    guilds = {each.pk: each for each in GUILDS.all(ids=list(ids))} if ids else {}
    more = voices.added(shown, of) if of else {}
    return [_row(each, guilds, large, versions, more.get(each.pk, {})) for each in shown]


def row(signature: Signature) -> Row:
    """Return the row of ``signature``, with only what its signatory chose to show."""
    [shown] = rows([signature])
    return shown


def _row(
    signature: Signature,
    guilds: Mapping[int, Guild],
    large: Collection[int],
    versions: Mapping[int, str],
    more: Mapping[str, Any],
) -> Row:
    full = signature.display == Display.FULL
    named = full or signature.display == Display.NAME
    by = [guilds[each] for each in signature.guild_ids if named or each in large]
    at = guilds.get(signature.address_guild) if named and signature.address_guild else None
    methods = signature.verified_by
    if methods is None:  # by no guild
        methods = [Method.EMAIL.value] if signature.attested_at else []
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
        signed_at=(signature.published_at or signature.signed_at).replace(second=0, microsecond=0),
        text_version=signature.text_version.label,
        text_sha256=signature.text_version.text_sha256,
        version=versions.get(signature.text_version_id, ""),
        address_at=at.name if at and at not in by else "",
        **more,
    )


def _mark(guild: Guild) -> str:
    return guild.mark or gettext("Member of %(guild)s") % {"guild": guild.name}


def in_words(moment: datetime) -> str:
    """Return the UTC day, such as "3 May 2025"."""
    return _day(moment.date(), get_language())


# Cached because every row of the list repeats the same few texts.


@lru_cache(maxsize=1_000)
def _day(day: date, language: str | None) -> str:
    with translation.override(language):
        return date_format(day, "j F Y")


@lru_cache(maxsize=1_000)
def _as_of(day: date, language: str | None) -> str:
    with translation.override(language):
        return gettext("as of %(day)s") % {"day": _day(day, language)}


@lru_cache(maxsize=1_000)
def _proofs(methods: tuple[str, ...], guild: str, at: str, language: str | None) -> str:
    """``at`` is the guild at whose domain the address is."""
    with translation.override(language):
        return "; ".join(
            METHODS[each].mark_of(at if each == Method.GUILD_DOMAIN else guild) for each in methods
        )


@lru_cache(maxsize=100)
def _methods(methods: tuple[str, ...], language: str | None) -> str:
    with translation.override(language):
        return " · ".join(METHODS[each].label for each in methods)
