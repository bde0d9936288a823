"""Settings of a statement about people who share a mailbox or a network."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.networks import NetworksField
from signatures.models import Signature, Statement
from signatures.text import addresses


class SharingForm(FieldErrors, forms.Form):
    """Settings for what people share. ``statement`` is its version before the change."""

    shares_mailboxes = forms.BooleanField(
        label=_("Two people can sign with one e-mail address"),
        required=False,
        help_text=_(
            "Each confirms by a link of their own. Names that may be one person’s are held."
        ),
    )
    shared_networks = NetworksField(
        label=_("Networks that many people share"),
        required=False,
        max_length=1000,
        help_text=_(
            "For a hall, a set or an office where many sign from one address, for example "
            "192.0.2.7 or 192.0.2.0/28. The limits for one network do not apply there. Clear "
            "this field when the event is over."
        ),
    )
    statement: Statement | None = None

    def clean_shares_mailboxes(self) -> bool:
        """Return whether two may sign. Raises ValidationError if two have, and none may now."""
        wanted: bool = self.cleaned_data["shares_mailboxes"]
        if not wanted and self.statement and self.statement.shares_mailboxes:
            signed = Signature.objects.filter(statement=self.statement)
            if signed.filter(mailbox__startswith=addresses.SECOND).exists():
                message = gettext(
                    "Leave this ticked. Two people have already signed with one e-mail address, and"
                    " the page about verification says so."
                )
                raise ValidationError(message, code="shared")
        return wanted
