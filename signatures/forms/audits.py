from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import AuditedSignature

LEAST, MOST = 1, 5  # percent


class AnswerForm(FieldErrors, forms.Form):
    """The answer to an audit, by one of two buttons."""

    answer = forms.ChoiceField(
        choices=AuditedSignature.Answer,
        error_messages={
            "required": _("Choose one of the two buttons"),
            "invalid_choice": _("Choose one of the two buttons"),
        },
    )


class StartForm(FieldErrors, forms.Form):
    percent = forms.IntegerField(
        min_value=LEAST,
        max_value=MOST,
        error_messages={
            code: _("Enter a percentage from 1 to 5")
            for code in ("required", "invalid", "min_value", "max_value")
        },
    )


class ShowForm(FieldErrors, forms.Form):
    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
