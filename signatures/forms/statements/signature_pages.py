"""Settings of a statement about the pages of its signatures, and sites that link to them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors


class SignaturePagesForm(FieldErrors, forms.Form):
    """A site links to the page of a signature, so one needs the other."""

    signature_pages = forms.BooleanField(
        label=_("Each signature that shows its name has a page of its own, to link to"),
        required=False,
    )
    linked_sites = forms.BooleanField(
        label=_("Signatories can link a site of their own with their page"), required=False
    )

    def clean_linked_sites(self) -> bool:
        is_on: bool = self.cleaned_data["linked_sites"]
        if is_on and not self.cleaned_data.get("signature_pages"):
            message = gettext("Give each signature a page first: the sites link to it")
            raise ValidationError(message, code="no_pages")
        return is_on
