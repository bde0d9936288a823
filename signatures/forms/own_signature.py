from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_address


class AskForm(FieldErrors, forms.Form):
    """A request to send the link to one's own signature again."""

    email = forms.CharField(
        label=_("E-mail"), error_messages={"required": _("Enter your e-mail address")}
    )

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])


class CodeForm(FieldErrors, forms.Form):
    """The code from the e-mail, and the address it was sent to."""

    email = forms.CharField(
        label=_("E-mail"), error_messages={"required": _("Enter your e-mail address")}
    )
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=40,
        error_messages={"required": _("Enter the code from the e-mail")},
    )

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])
