"""Form for a webhook: the address of a tool, and what it is told."""

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.sign_in import http_client
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import max_length
from signatures.models import Webhook


class WebhookForm(FieldErrors, forms.Form):
    url = forms.CharField(
        label=_("Address of your tool"),
        max_length=max_length(Webhook, "url"),
        help_text=_("Begins with https:// and can be reached from the internet."),
    )
    sends_signatures = forms.BooleanField(
        label=_("Published and withdrawn signatures of people who asked for updates"),
        required=False,
    )
    sends_counts = forms.BooleanField(
        label=_("The number of signatories, at most once a minute"), required=False
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not http_client.is_allowed(url, settings.WEBHOOKS_NEARBY) or _is_private(url):
            words = gettext("Enter a public address that begins with https://")
            raise ValidationError(words, code="not_public")
        return url

    def clean(self) -> None:
        if not (self.cleaned_data["sends_signatures"] or self.cleaned_data["sends_counts"]):
            self.add_error(
                "sends_signatures",
                ValidationError(gettext("Choose what the tool is told"), code="nothing"),
            )


def _is_private(url: str) -> bool:
    """Tell whether ``url`` names a machine nearby. The worker checks where a name leads."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" in settings.WEBHOOKS_NEARBY:
        return False
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host.rstrip(".")
    try:
        http_client.public_address(host, parts.port or 443)
    except OSError:
        return True
    return False
