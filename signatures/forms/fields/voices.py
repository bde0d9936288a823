"""Fields for the affiliation and the quote of a signatory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.record_keeping import page_cache
from signatures.actions.tidying import affiliations
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import explain
from signatures.models import Affiliation, Statement
from signatures.models.quote import LONGEST
from signatures.text import names


class VoiceFields(FieldErrors, forms.Form):
    """Fields that people can add to their name, where the statement asks for them."""

    affiliation = forms.CharField(
        label=_("Organization you work for or belong to"), required=False, strip=False
    )
    quote = forms.CharField(
        label=_("A sentence of your own"), required=False, strip=False, widget=forms.Textarea
    )
    statement: Statement

    @property
    def longest_quote(self) -> int:
        return LONGEST

    @property
    def suggested_affiliations(self) -> list[str]:
        """Return names that several signatories have written, the most frequent first."""
        return page_cache.get_local(
            f"affiliations-{self.statement.pk}", lambda: affiliations.suggested(self.statement)
        )

    def clean_affiliation(self) -> str:
        return self._line("affiliation", most=Affiliation._meta.get_field("name").max_length)

    def clean_quote(self) -> str:
        return self._line("quote", most=LONGEST)

    def _line(self, name: str, *, most: Any) -> str:
        try:
            return names.clean_line(self.cleaned_data[name], most=most)
        except names.NotANameError as error:
            message = explain(error.code, self.fields[name].label)
            if error.code == "too_long":
                message = gettext("Shorten “%(field)s” to %(most)d characters") % {
                    "field": self.fields[name].label,
                    "most": most,
                }
            raise ValidationError(message, code=error.code) from error
