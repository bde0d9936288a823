from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Guild, Officer


class NewOfficerForm(FieldErrors, forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)

    def __init__(self, *args: Any, guild: Guild, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guild = guild

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        officer = Officer.objects.filter(user__email=email).first()
        if officer and officer.guild_id == self.guild.pk:
            raise ValidationError(
                gettext("This person is already an officer of this guild"), code="officer"
            )
        if officer:
            raise ValidationError(other_guild(), code="other_guild")
        return email


def other_guild() -> str:
    return gettext("This person is an officer of another guild. No one can act for two guilds.")
