"""What organizers say when they decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from signatures.models import Refusal
from signatures.text import folding


class RefuseForm(forms.Form):
    """``name`` is whose signature it is, and must not get into the log."""

    refusal = forms.ChoiceField(choices=Refusal.choices)
    words = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, name: str) -> None:
        super().__init__(data)
        self.name = name

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        name = " ".join(folding.words(self.name))
        if "@" in words or (name and folding.has_phrase(words, [name])):
            message = _("No name and no address: the log cannot be erased when a person is.")
            raise ValidationError(message, code="personal")
        return words
