"""Form for one's own quote and affiliation, after signing."""

from typing import Any

from signatures.actions.evidence import voices
from signatures.actions.evidence.voices import Voice
from signatures.forms.fields.voices import VoiceFields
from signatures.models import Signature


class VoiceForm(VoiceFields):
    """Only what the statement asks for."""

    def __init__(self, data: Any, *, signature: Signature) -> None:
        self.statement = signature.statement
        self.before = voices.of(signature)
        super().__init__(data, initial=self.before._asdict())
        for name in set(self.fields) - set(self.statement.form_fields):
            del self.fields[name]

    def voice(self) -> Voice:
        """Return what was typed. What the form does not ask for stays. Call after ``is_valid``."""
        return self.before._replace(**self.cleaned_data)
