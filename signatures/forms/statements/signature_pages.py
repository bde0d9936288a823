"""Settings of a statement about the pages of its signatures, and what signatories link there."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors


class SignaturePagesForm(FieldErrors, forms.Form):
    """Sites and ORCID iDs are shown on the page of a signature, so they need one."""

    signature_pages = forms.BooleanField(
        label=_("Each signature that shows its name has a page of its own, to link to"),
        required=False,
    )
    linked_sites = forms.BooleanField(
        label=_("Signatories can link a site of their own with their page"), required=False
    )

    linked_orcids = forms.BooleanField(
        label=_("Signatories can show their ORCID iD on their page, by signing in at ORCID"),
        required=False,
    )

    def clean_linked_sites(self) -> bool:
        return self._with_pages(
            "linked_sites", gettext("Give each signature a page first: the sites link to it")
        )

    def clean_linked_orcids(self) -> bool:
        return self._with_pages(
            "linked_orcids", gettext("Give each signature a page first: it shows the ORCID iD")
        )

    def _with_pages(self, name: str, message: str) -> bool:
        is_on: bool = self.cleaned_data[name]
        if is_on and not self.cleaned_data.get("signature_pages"):
            raise ValidationError(message, code="no_pages")
        return is_on
