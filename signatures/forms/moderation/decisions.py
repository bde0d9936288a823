"""Forms for the reasons of organizers' decisions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Refusal
from signatures.text import addresses, folding


def words_for_log(typed: str, name: str = "") -> str:
    """Return an organizer's words for the log in one line.

    Raises ValidationError for an e-mail address, or for the ``name`` of the person it is about,
    because they could not be erased from the log.
    """
    words = " ".join(typed.split())
    phrase = " ".join(folding.words(name))
    if addresses.QUOTED.search(words) or (phrase and folding.has_phrase(words, [phrase])):
        message = _("Remove names and e-mail addresses: entries in the log cannot be deleted")
        raise ValidationError(message, code="personal")
    return words


class ReasonForm(FieldErrors, forms.Form):
    """The reason to publish or reject an endorsement. ``name`` is the person who asked for it."""

    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, name: str) -> None:
        super().__init__(data)
        self.name = name

    def clean_reason(self) -> str:
        return words_for_log(self.cleaned_data["reason"], self.name)


class RefuseForm(FieldErrors, forms.Form):
    """The reason to reject a signature. Its ``name`` must not get into the log."""

    refusal = forms.ChoiceField(choices=Refusal.choices)
    words = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, name: str) -> None:
        super().__init__(data)
        self.name = name

    def clean_words(self) -> str:
        return words_for_log(self.cleaned_data["words"], self.name)


class NoteForm(FieldErrors, forms.Form):
    """A note on a signature, which is erased with it."""

    text = forms.CharField(label=gettext_lazy("Note"), max_length=500)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())
