from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.moderation.decisions import words_for_log
from signatures.forms.moderation.search import LONGEST_QUERY
from signatures.models import Batch, Refusal

Act = Batch.Act
ACTS = [(Act.HOLD, _("Hold")), (Act.REFUSE, _("Refuse")), (Act.PUBLISH, _("Publish"))]


class DecisionForm(FieldErrors, forms.Form):
    """A decision about one signature, or about all that a search finds.

    ``name`` is the name of the signatory, which must not get into the log.
    """

    act = forms.ChoiceField(label=_("Decision"), choices=ACTS, initial=Act.HOLD)
    refusal = forms.ChoiceField(
        required=False,
        label=_("Reason, if you reject"),
        choices=[("", "–"), *Refusal.choices],
        help_text=_("The public sees how many signatures were not accepted for this reason."),
    )
    reason = forms.CharField(
        label=_("Note for the log"),
        max_length=200,
        help_text=_("Do not enter names or addresses: entries in the log cannot be deleted."),
    )

    def __init__(self, *args: Any, name: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.name = name

    def clean_reason(self) -> str:
        return words_for_log(self.cleaned_data["reason"], self.name)

    def clean(self) -> None:
        act, refusal = self.cleaned_data.get("act"), self.cleaned_data.get("refusal")
        if act != Act.REFUSE:
            self.cleaned_data["refusal"] = ""
        elif not refusal and "refusal" not in self.errors:
            message = gettext("Choose a reason")
            self.add_error("refusal", ValidationError(message, code="required"))


class BatchForm(DecisionForm):
    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput)
