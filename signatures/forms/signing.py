from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures import tokens
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing.sign import SignatureInput
from signatures.forms.fields.addresses import AddressField
from signatures.forms.fields.consent_boxes import ConsentBoxes
from signatures.forms.fields.messages import explain
from signatures.forms.fields.shared import SharedFields
from signatures.forms.fields.voices import VoiceFields
from signatures.forms.fields.work import WorkFields
from signatures.forms.guilds import codes
from signatures.models import Attestation, Guild, Occupation, Signature, Statement
from signatures.models.statement import FormField
from signatures.text import finding, names
from signatures.text.countries import names as countries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CREDIT_LENGTH = 200
# The fields that the form folds away at first, in their order on it.
OPTIONAL = ["credit", "affiliation", "occupation", "country", "quote", "display"]
OPTIONAL += ["guild", "guild_code", "updates"]


def occupations() -> dict[str, Occupation]:
    """Return the occupations on the form, by slug, in the order set by organizers."""
    return page_cache.get_local(
        "occupations", lambda: {e.slug: e for e in Occupation.objects.offered()}
    )


def guilds() -> dict[str, Guild]:
    """Return the guilds that can vouch for a signature, by slug."""
    return page_cache.get_local(
        "guilds",
        lambda: {e.slug: e for e in Guild.objects.attesting().with_domains().with_live_codes()},
    )


class SignForm(ConsentBoxes, VoiceFields, WorkFields):
    """The form to sign a statement. It never saves; ``actions.signing.sign`` does.

    Values for fields that the statement does not ask for are ignored.
    """

    name = forms.CharField(
        label=_("Your name"), strip=False, error_messages={"required": _("Enter your name")}
    )
    family_name = forms.CharField(
        label=_("Family name, to sort the list by"), required=False, strip=False
    )
    email = AddressField(label=_("E-mail"), required=False, strip=False)
    guild = forms.CharField(label=_("Guild"), required=False)
    guild_code = forms.CharField(label=_("Code from your guild"), required=False)
    credit = forms.CharField(
        label=_("How you would like to be described"), required=False, strip=False
    )
    occupation = forms.CharField(label=_("Occupation"), required=False)
    country = forms.CharField(label=_("Country"), required=False)
    display = forms.ChoiceField(
        label=_("How your signature is shown"), required=False, choices=Signature.Display
    )
    consent_sign = forms.BooleanField(
        label=_("Signing"),
        error_messages={"required": _("Tick the box to sign")},
    )
    consent_publish = forms.BooleanField(label=_("Publishing"), required=False)
    updates = forms.BooleanField(label=_("Updates"), required=False)
    # A trap for programs: people do not see this field.
    website = forms.CharField(label=_("Website"), required=False)
    text_sha256 = forms.CharField(required=False)
    stamp = forms.CharField(required=False)
    invitation = forms.CharField(required=False)

    def __init__(self, *args: Any, statement: Statement, number: int = 1, **options: Any) -> None:
        """``number`` is that of the text version above the form."""
        super().__init__(*args, **options)
        self.statement, self.number = statement, number
        for name in set(FormField.values) - set(statement.form_fields):
            del self.fields[name]

    @cached_property
    def guilds(self) -> dict[str, Guild]:
        """Return the guilds that can vouch for signatories of this statement, by slug."""
        only = self.statement.guild_id
        found = {slug: each for slug, each in guilds().items() if only in (None, each.pk)}
        if not self.statement.needs_guild:
            return found
        return {slug: each for slug, each in found.items() if each.shows_membership}

    @property
    def guild_choices(self) -> list[tuple[str, str]]:
        return [(slug, each.name) for slug, each in self.guilds.items()]

    @property
    def takes_codes(self) -> bool:
        """Return whether a code can be typed: a guild has issued some, or one was typed."""
        code = Attestation.Method.GUILD_CODE
        issued = any(e.has_live_codes and code in e.methods for e in self.guilds.values())
        return issued or bool(self["guild_code"].value())

    @property
    def optional(self) -> list[forms.BoundField]:
        """Return the fields that are folded away until someone opens them."""
        offered = {
            "guild": self.guilds and not self.statement.needs_guild,
            "guild_code": self.takes_codes,
        }
        return [self[e] for e in OPTIONAL if e in self.fields and offered.get(e, True)]

    @property
    def opens_optional(self) -> bool:
        """Return whether the folded fields have an error or an answer, and so must be seen."""
        return any(
            field.errors or (field.value() or "") not in ("", Signature.Display.FULL)
            for field in self.optional
        )

    @property
    def occupations(self) -> list[tuple[str, str]]:
        return [(each.slug, each.name) for each in occupations().values()]

    @property
    def countries(self) -> list[tuple[str, str]]:
        return list(countries("en").items())

    @property
    def displays(self) -> "Sequence[tuple[str, StrOrPromise]]":
        return Signature.Display.choices

    @property
    def withheld_days(self) -> int:
        """Return how long name and address are kept if the name is not shown."""
        return settings.KEEP_WITHHELD.days

    def clean_name(self) -> str:
        try:
            return names.clean_name(self.cleaned_data["name"])
        except names.NotANameError as error:
            message = explain(error.code, gettext("Your name"))
            raise ValidationError(message, code=error.code) from error

    def clean_family_name(self) -> str:
        """Return the family name; it has to be part of the name that was typed."""
        typed, name = self.cleaned_data["family_name"], self.cleaned_data.get("name", "")
        if not typed.strip() or not name:
            return ""
        try:
            family_name = names.clean_name(typed)
        except names.NotANameError as error:
            message = explain(error.code, self.fields["family_name"].label)
            raise ValidationError(message, code=error.code) from error
        if not finding.is_part(family_name, name):
            message = gettext("Enter the part of your name that the list is to sort by")
            raise ValidationError(message, code="not_in_name")
        return family_name

    def clean_guild(self) -> Guild | None:
        slug = self.cleaned_data["guild"]
        found = self.guilds.get(slug) if slug else None
        if slug and not found:
            raise ValidationError(gettext("Choose your guild from the list"), code="unknown")
        return found

    def clean_guild_code(self) -> str:
        typed = self.cleaned_data["guild_code"]
        return codes.clean_code(typed) if typed else ""

    def clean_credit(self) -> str:
        try:
            return names.clean_line(self.cleaned_data["credit"], most=CREDIT_LENGTH)
        except names.NotANameError as error:
            message = explain(error.code, gettext("Credit"))
            raise ValidationError(message, code=error.code) from error

    def clean_occupation(self) -> Occupation | None:
        slug = self.cleaned_data["occupation"]
        found = occupations().get(slug) if slug else None
        if slug and not found:
            raise ValidationError(gettext("Choose your occupation from the list"), code="unknown")
        return found

    def clean_country(self) -> str:
        code = self.cleaned_data["country"]
        if code and code not in countries("en"):
            raise ValidationError(gettext("Choose your country from the list"), code="unknown")
        return code

    def clean_display(self) -> str:
        return self.cleaned_data["display"] or Signature.Display.FULL

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            message = gettext("Leave this field empty. It is there to catch programs.")
            raise ValidationError(message, code="trap")
        return ""

    def clean(self) -> None:
        if not ({"email", "guild", "guild_code"} & self.errors.keys()):
            self._clean_way()
        chosen = self.cleaned_data.get("display")
        may_choose = "display" in self.fields
        shown = not may_choose or chosen in (Signature.Display.FULL, Signature.Display.NAME)
        if shown and not self.cleaned_data.get("consent_publish"):
            message = gettext("Tick the box, or choose to be counted without your name")
            if not may_choose:
                message = gettext(
                    "Tick the box to sign. This statement shows the name of everyone who signs."
                )
            self.add_error("consent_publish", ValidationError(message, code="required"))

    def _clean_way(self) -> None:
        """Require a way to confirm the signature: an e-mail address, or a guild."""
        guild, email = self.cleaned_data["guild"], self.cleaned_data["email"]
        can_vouch = guild and (email or not guild.needs_address)
        if can_vouch or self.cleaned_data["guild_code"]:
            return
        if self.statement.needs_guild and not guild:
            message = gettext("Choose your guild. Only members of a guild can sign this statement.")
            self.add_error("guild", ValidationError(message, code="members_only"))
        elif not email:
            message = gettext("Enter your e-mail address")
            self.add_error("email", ValidationError(message, code="required"))

    def words(self) -> SignatureInput:
        """Return the cleaned input. Call after ``is_valid``."""
        names = {field.name for field in fields(SignatureInput)} & self.cleaned_data.keys()
        typed = {name: self.cleaned_data[name] for name in names}
        return SignatureInput(**typed, consents=self.consents)

    @property
    def is_quick(self) -> bool:
        """Return whether the form came back sooner or later than a person would send it."""
        return not tokens.stamp_is_fresh(self.cleaned_data["stamp"], age=settings.FORM_AGE)


SignForm.base_fields = SharedFields(SignForm.base_fields)
