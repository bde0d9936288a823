"""Search form of organizers for the signatures of one statement."""

import ipaddress
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.selects import QuickSelect
from signatures.forms.fields.typed import choice
from signatures.models import Attestation, Guild, HoldReason, Occupation, Refusal, Signature
from signatures.models.searching import Network
from signatures.models.signature import SignatureQuerySet
from signatures.text import addresses
from signatures.text.countries import names as countries
from signatures.text.searching import patterns

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 200  # characters; no one has a longer name
LONGEST_QUERY = 3_000
NO_EVIDENCE = "none"  # stands for no evidence in the choice of methods
Method = Attestation.Method


def _words(
    label: "StrOrPromise", hint: "StrOrPromise" = "", most: int = LONGEST
) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, label=label, help_text=hint)


def _choice(label: "StrOrPromise", choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=label, choices=choices, widget=QuickSelect)


def _moment(label: "StrOrPromise") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=False, label=label, widget=widget)


def _with_letters(typed: str) -> str:
    """Return ``typed``. Raises ValidationError if folding leaves nothing: it would match all."""
    if typed and not patterns(typed):
        raise ValidationError(gettext("Enter at least one letter"), code="no_letter")
    return typed


class SearchingForm(FieldErrors, forms.Form):
    """The search form. An empty one finds all signatures but withdrawn ones."""

    name = _words(_("Name"), _("Part of the name, or the whole name with * for any letters."))
    email = _words(_("E-mail address"), _("Use * for any letters."), most=254)
    state = _choice(_("State"), [("", _("any except withdrawn")), *Signature.State.choices])
    reason = _choice(_("Held because"), [("", _("any reason")), *HoldReason.choices])
    domain = _words(_("E-mail domain"), most=254)
    network = _words(_("Network or IP address"), most=50)
    since = _moment(_("Signed since (UTC)"))
    until = _moment(_("Signed before (UTC)"))
    credit = _words(
        _("Credit"), _("Part of the credit, or the whole credit with * for any letters.")
    )
    occupation = _choice(_("Occupation"), ())
    country = _choice(_("Country"), ())
    guild = _choice(_("Guild"), ())
    method = _choice(
        _("Evidence"), [("", _("any evidence")), *Method.choices, (NO_EVIDENCE, _("no evidence"))]
    )
    refusal = _choice(_("Not accepted because"), [("", _("any reason")), *Refusal.choices])
    display = _choice(_("Shown"), [("", _("any way")), *Signature.Display.choices])
    reference = _words(_("Reference"), _("As in K7QF-2MXD."), most=20)
    like = _words(_("Name resembles"), _("Finds the 20 most similar names."), most=100)

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.guilds = {each.slug: each for each in Guild.objects.all()}
        self.occupations = {each.slug: each for each in Occupation.objects.all()}
        named = [(slug, each.name) for slug, each in self.occupations.items()]
        choice(self, "occupation").choices = [("", _("any occupation")), *named]
        named = [(slug, each.name) for slug, each in self.guilds.items()]
        choice(self, "guild").choices = [("", _("any guild")), *named]
        choice(self, "country").choices = [("", _("any country")), *countries("en").items()]

    @classmethod
    def of(cls, query: str) -> "SearchingForm":
        """Return the form filled in from the ``query`` of a URL."""
        return cls(dict(parse_qsl(query)))

    def clean_name(self) -> str:
        return _with_letters(self.cleaned_data["name"])

    def clean_credit(self) -> str:
        return _with_letters(self.cleaned_data["credit"])

    def clean_like(self) -> str:
        return _with_letters(self.cleaned_data["like"])

    def clean_reference(self) -> tuple[uuid.UUID, uuid.UUID] | None:
        typed = self.cleaned_data["reference"]
        found = tokens.read_reference(typed) if typed else None
        if typed and found is None:
            message = gettext("Enter a reference of eight letters and digits, like K7QF-2MXD")
            raise ValidationError(message, code="reference")
        return found

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"].lower()
        if not typed or "*" in typed:
            return typed
        try:
            return addresses.soft_mailbox(typed)
        except addresses.NotAnAddressError as error:
            message = gettext("Enter an e-mail address, with * for any part you leave out")
            raise ValidationError(message, code=error.code) from error

    def clean_domain(self) -> str:
        typed = self.cleaned_data["domain"].removeprefix("@")
        try:
            return addresses.ascii_domain(typed) if typed else ""
        except addresses.NotAnAddressError as error:
            message = gettext("Enter a domain, like example.org")
            raise ValidationError(message, code=error.code) from error

    def clean_network(self) -> Network | None:
        typed = self.cleaned_data["network"]
        try:
            return ipaddress.ip_network(typed.partition("%")[0], strict=False) if typed else None
        except ValueError as error:
            message = gettext("Enter a network or an IP address, like 203.0.113.0/24")
            raise ValidationError(message, code="network") from error

    @property
    def asked(self) -> dict[str, str]:
        """Return the filled-in fields as typed, by name."""
        typed = {name: (self.data.get(name) or "").strip() for name in self.fields}
        return {name: value for name, value in typed.items() if value}

    @property
    def query(self) -> str:
        """Return the URL query for the same search."""
        return urlencode(self.asked)

    @property
    def described(self) -> list[tuple[str, str]]:
        """Return the search in words: labels of fields and their values."""
        return [(str(self.fields[name].label), self._in_words(name)) for name in self.asked]

    def _in_words(self, name: str) -> str:
        labels = dict(getattr(self.fields[name], "choices", ()))
        return str(labels.get(self.asked[name], self.asked[name]))

    @property
    def uses_more(self) -> bool:
        """Return whether a field that pages hide at first is used or has an error."""
        return bool((self.asked.keys() | self.errors.keys()) - {"name", "email", "state"})

    def narrow(self, signatures: SignatureQuerySet) -> SignatureQuerySet:
        """Return the matching ``signatures`` without order. Call after ``is_valid``."""
        asked = self.cleaned_data
        found = signatures.filter(**self._equal())
        if not asked["state"]:
            found = found.exclude(state=Signature.State.WITHDRAWN)
        if "*" in asked["email"]:
            found = found.from_mailbox(asked["email"])
        if asked["domain"]:
            found = found.from_domain(asked["domain"])
        if asked["network"]:
            found = found.from_network(asked["network"])
        if asked["method"]:
            found = found.proven_by(asked["method"] if asked["method"] != NO_EVIDENCE else "")
        if asked["guild"]:
            found = found.vouched_for_by(self.guilds[asked["guild"]].pk)
        found = found.signed_between(asked["since"], asked["until"])
        found = found.named(asked["name"]).credited(asked["credit"])
        return found.similar_to(asked["like"]) if asked["like"] else found

    def _equal(self) -> dict[str, Any]:
        asked = self.cleaned_data
        equal = {name: asked[name] for name in ("state", "refusal", "country", "display")}
        equal["mailbox_soft"] = "" if "*" in asked["email"] else asked["email"]
        equal["public_id__range"] = asked["reference"]
        equal["occupation"] = self.occupations.get(asked["occupation"])
        equal["hold_reasons__contains"] = [asked["reason"]] if asked["reason"] else None
        return {name: value for name, value in equal.items() if value}


class SaveSearchForm(FieldErrors, forms.Form):
    name = forms.CharField(max_length=80)
    query = forms.CharField(max_length=LONGEST_QUERY)

    def clean_query(self) -> str:
        """Return only the parameters that the search knows. Raises ValidationError."""
        search = SearchingForm.of(self.cleaned_data["query"])
        if not search.is_valid() or not search.asked:
            raise ValidationError(
                gettext("This search cannot be saved. Fill in at least one field."), code="query"
            )
        return search.query
