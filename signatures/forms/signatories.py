"""Search form of the public list. It accepts any input; at worst no one is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from signatures.actions.counts import tallies
from signatures.actions.evidence import voices
from signatures.actions.record_keeping import page_cache
from signatures.actions.tidying import affiliations
from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Guild, Occupation, Signature, Statement
from signatures.models.signature import SignatureQuerySet
from signatures.models.statement import FormField
from signatures.renditions.small_counts import Count, hide_small_parts
from signatures.text import finding
from signatures.text.countries import names as countries

LONGEST = 200  # characters of a search; no one has a longer name or credit
FILTERS = ("occupation", "country", "guild")


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its id or code, its label, and how many signatures display it."""

    stored: Any  # of a guild or an occupation its id, of a country its code
    label: str
    total: int
    shown: Count

    @property
    def is_small(self) -> bool:
        """Return whether the number is so small that it could reveal who they are."""
        return self.shown.is_small


class SearchForm(FieldErrors, forms.Form):
    """The search and the filters of a list.

    Only values that someone on the list displays can be chosen; any other value finds no one.
    ``options`` are the choices of each filter, by their value in the URL. For a guild with
    fewer than SMALL members on the list, only members who display their names are found.
    """

    q = forms.CharField(required=False)
    occupation = forms.CharField(required=False)
    country = forms.CharField(required=False)
    guild = forms.CharField(required=False)
    affiliation = forms.CharField(required=False)
    order = forms.CharField(required=False)

    def __init__(
        self, data: Mapping[str, str], *, statement: Statement, wording: int | None = None
    ) -> None:
        """Set up the form. With ``wording``, only signatures of that wording are found."""
        super().__init__(data)
        self.statement = statement
        self.wording = wording
        if FormField.AFFILIATION not in statement.form_fields:
            del self.fields["affiliation"]
        language = get_language() or "en"
        self.options, self._html = page_cache.get_cached(
            f"filters-{statement.pk}-{wording}-{language}",
            lambda: _options(statement, wording, language),
        )

    def choices(self) -> dict[str, SafeString]:
        """Return the options of each filter as HTML, with the visitor's choice selected."""
        return {name: self._marked(name) for name in FILTERS}

    def _marked(self, name: str) -> SafeString:
        chosen, html = self[name].value(), self._html[name]
        if chosen not in self.options[name]:
            return html
        value = format_html('value="{}"', chosen)
        return mark_safe(html.replace(value, f"{value} selected", 1))  # noqa: S308 - both are HTML already

    @property
    def affiliations(self) -> list[tuple[str, str, int]]:
        """Return key, name and number of the organizations that most signatories are with."""
        asked = "affiliation" in self.fields
        return affiliations.frequent(self.statement) if asked else []

    @property
    def large_guilds(self) -> set[int]:
        """Return the ids of guilds with enough signatories, for ``renditions.signatories``."""
        return {each.stored for each in self.options["guild"].values() if not each.is_small}

    def clean_q(self) -> str:
        return self.cleaned_data["q"][:LONGEST]

    def clean_order(self) -> str:
        """Return "name", or "" for newest first, the default for any other value."""
        return "name" if self.cleaned_data["order"] == "name" else ""

    @property
    def query(self) -> dict[str, str]:
        """Return the URL parameters for the same search."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Return whether the search selects only part of the list."""
        return not self.is_valid() or bool(self.query.keys() - {"order"})

    @property
    def total(self) -> int | None:
        """Return the number of matches if the tallies have it: for one filter and no words."""
        [*asked] = self.query.keys() - {"order"}
        if not self.is_valid() or len(asked) != 1 or asked[0] not in FILTERS:
            return None
        chosen = self._chosen()[asked[0]]
        if chosen and not chosen.shown.is_exact:
            return None
        return chosen.total if chosen else 0

    @property
    def is_in_order(self) -> bool:
        """Return whether indexes of Signature hold exactly these matches in this order."""
        if self.wording:
            return False
        narrow = self.query.keys() - {"order"} if self.is_valid() else set()
        return narrow in ({"occupation"}, {"country"}) or self._newest_of_guild is not None

    def parts(self, listed: SignatureQuerySet, found: SignatureQuerySet) -> list[SignatureQuerySet]:
        """Return what is ``found`` in parts that one index each has. Only if ``is_in_order``."""
        guild = self._newest_of_guild
        return [found] if guild is None else listed.parts_by_guild(guild)

    @property
    def _newest_of_guild(self) -> int | None:
        """Return the guild's id if the search is for all its members, newest first, or None."""
        if not self.is_valid() or self.query.keys() != {"guild"}:
            return None
        chosen = self._chosen()["guild"]
        return chosen.stored if chosen and chosen.shown.is_exact else None

    def narrow(self, listed: SignatureQuerySet) -> SignatureQuerySet:
        """Return the matches in ``listed``, in the chosen order."""
        if not self.is_valid():
            return listed.none()
        listed = listed.to_wording(self.wording)
        typed, found = self.cleaned_data["q"], self._chosen()
        words = finding.alternatives(typed)
        chosen = {name: option for name, option in found.items() if option}
        if (typed and not words) or len(chosen) < len(found):
            return listed.none()
        if self.cleaned_data["order"] == "name":
            listed = listed.by_name()
        if organization := self.cleaned_data.get("affiliation"):
            listed = listed.from_organization(voices.key(organization[:LONGEST]))
        if "guild" in chosen and chosen["guild"].is_small:
            listed = listed.exclude(display=Signature.Display.ANONYMOUS)
        return listed.containing(words).showing(**{n: o.stored for n, o in chosen.items()})

    def _chosen(self) -> dict[str, Option | None]:
        """Return the chosen option of each filter in use, None if there is no such option."""
        used = {name: self.cleaned_data[name] for name in FILTERS}
        return {name: self.options[name].get(value) for name, value in used.items() if value}


def _options(
    statement: Statement, wording: int | None, language: str
) -> tuple[dict[str, dict[str, Option]], dict[str, SafeString]]:
    """Return the options of each filter, and their HTML, as a page has over a hundred.

    With ``wording``, they count what a list of that wording alone shows. Whether a guild is small
    depends on all its members who signed the statement.
    """
    totals = tallies.totals(statement, *FILTERS, "listed")
    members = hide_small_parts(totals["guild"])
    if wording is not None:
        totals = tallies.of_wording(statement, wording, "occupation", "country", "listed")
    listed = totals["listed"]
    options = {
        "occupation": dict(_named(Occupation, totals["occupation"])),
        "country": dict(_countries(totals["country"], language)),
        "guild": {
            slug: replace(each, shown=_on_the_list(members[str(each.stored)], each.total))
            for slug, each in _named(Guild, listed)
        },
    }
    return options, {name: _html(found) for name, found in options.items()}


def _on_the_list(members: Count, listed: int) -> Count:
    """Return what may be shown of ``listed``, those of a guild's ``members`` who are listed."""
    if members.is_exact:
        return Count(listed)
    return members if members.is_small else members._replace(least=min(members.least, listed))


def _option(stored: int | str, label: str, total: int) -> Option:
    return Option(stored, label, total, Count(total))


def _number(option: Option) -> str:
    return gettext("a few") if option.is_small else str(option.shown)


def _html(options: dict[str, Option]) -> SafeString:
    lines = ((value, each.label, _number(each)) for value, each in options.items())
    return format_html_join("\n", '<option value="{}">{} ({})</option>', lines)


def _named(
    model: type[Occupation] | type[Guild], totals: dict[str, int]
) -> Iterator[tuple[str, Option]]:
    for each in model.objects.filter(pk__in=totals):
        yield each.slug, _option(each.pk, each.name, totals[str(each.pk)])


def _countries(totals: dict[str, int], language: str) -> Iterator[tuple[str, Option]]:
    for code, name in countries(language).items():
        if code in totals:
            yield code, _option(code, name, totals[code])
