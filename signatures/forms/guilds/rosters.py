"""Forms for a guild's roster: a member's number, an officer's upload, and number rules."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.roster.claims import Member
from signatures.actions.guilds.roster.versions import Upload
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.guilds import roster_files
from signatures.models import Guild
from signatures.text import fingerprints

MOST_PREFIXES = 10


def not_on_it() -> str:
    """Return the one error for an unknown number, another name, or a number already used."""
    return gettext(
        "This number and surname do not match the guild’s roster. Enter them as the guild has "
        "them, "
        "or choose another way to show your membership."
    )


class MemberForm(FieldErrors, forms.Form):
    """A member's number and surname.

    With ``by_address``, the surname is optional: the confirmed address may replace it.
    """

    number = forms.CharField(
        max_length=60, error_messages={"required": _("Enter your member number")}
    )
    surname = forms.CharField(max_length=120, error_messages={"required": _("Enter your surname")})

    def __init__(self, *args: Any, by_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surname"].required = not by_address

    def member(self) -> Member:
        """Return what the member typed. Call after ``is_valid``."""
        return Member(self.cleaned_data["number"], self.cleaned_data["surname"])


class UploadForm(FieldErrors, forms.Form):
    roster = forms.FileField(
        label=_("File written by the tool"),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        max_length=200,
    )

    def __init__(self, *args: Any, guild: Guild, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guild = guild

    def clean_roster(self) -> Upload:
        """Return the contents of the file. Raises ValidationError."""
        file: UploadedFile = self.cleaned_data["roster"]
        if (file.size or 0) > settings.ROSTER_MOST_BYTES:
            text = gettext("Choose a file of at most %d MB") % (settings.ROSTER_MOST_BYTES // 10**6)
            raise ValidationError(text, code="too_large")
        return roster_files.read(file, self.guild)


class RulesForm(FieldErrors, forms.Form):
    prefixes = forms.CharField(
        label=_("Prefixes of member numbers"),
        required=False,
        max_length=100,
        help_text=_(
            "Separate them with commas, for example “I, SAG”. “I0012346” and “12346” are then "
            "the same number."
        ),
    )
    check_letter = forms.BooleanField(label=_("Numbers end with a check letter"), required=False)

    def clean_prefixes(self) -> list[str]:
        found = fingerprints.listed(self.cleaned_data["prefixes"].upper())
        if len(found) > MOST_PREFIXES or not all(
            each.isascii() and each.isalnum() and len(each) <= MOST_PREFIXES for each in found
        ):
            raise ValidationError(
                gettext("Enter up to ten prefixes of up to ten letters or digits each"),
                code="prefixes",
            )
        return list(found)
