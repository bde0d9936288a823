"""Form for an e-mail domain of a guild."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Guild
from signatures.text import addresses

MOST = 10  # of one guild
LONGEST = 253  # characters of a domain as written (RFC 1035, 2.3.4)


class DomainForm(FieldErrors, forms.Form):
    domain = forms.CharField(
        label=_("Domain (the part after the @)"),
        max_length=LONGEST,
        help_text=_("For example: guild.example. Subdomains are not included."),
    )

    def __init__(self, *args: Any, guild: Guild, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guild = guild

    def clean_domain(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["domain"])
        try:
            domain = addresses.ascii_domain(typed.strip().removeprefix("@"))
        except addresses.NotAnAddressError as error:
            message = gettext("Enter a domain, like guild.example")
            raise ValidationError(message, code=error.code) from error
        if len(domain) > LONGEST:
            raise ValidationError(
                gettext("Enter a domain of at most 253 characters"), code="too_long"
            )
        if is_for_everyone(domain):
            message = gettext(
                "Anyone can get an address at this domain, so it does not show membership"
            )
            raise ValidationError(message, code="provider")
        if addresses.is_shared(domain):
            message = gettext(
                "Many people share this domain, so it is no guild’s own. Enter your guild’s domain"
            )
            raise ValidationError(message, code="shared")
        return domain

    def clean(self) -> None:
        if "domain" in self.cleaned_data and self.guild.domains.count() >= MOST:
            message = gettext("A guild can have at most %d domains") % MOST
            raise ValidationError(message, code="too_many")


def is_for_everyone(domain: str) -> bool:
    """Return whether ``domain``, or one above it, belongs to an e-mail provider."""
    mailbox = f"any@{domain}"
    above = addresses.domains(mailbox)
    return addresses.is_disposable(mailbox) or not settings.MAIL_PROVIDERS.isdisjoint(above)


def taken() -> str:
    return gettext("This domain cannot be added for your guild. Write to the organizers.")
