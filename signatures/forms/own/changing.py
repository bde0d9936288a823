from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from signatures.actions.signing.changing import NAMED, Entry, entry_of
from signatures.forms.signing import SignForm
from signatures.models import Signature
from signatures.renditions.texts import consents


class ChangeForm(SignForm):
    """The entry of one's own signature, with the fields that the statement asks for."""

    def __init__(self, *args: Any, signature: Signature, **options: Any) -> None:
        self.before = entry_of(signature)
        occupation = self.before.occupation
        initial = {**self.before._asdict(), "occupation": occupation.slug if occupation else ""}
        super().__init__(*args, statement=signature.statement, initial=initial, **options)
        kept = {*Entry._fields} if self.before.is_named else {*Entry._fields, "consent_publish"}
        for name in set(self.fields) - kept:
            del self.fields[name]

    def clean(self) -> None:
        shown = self.cleaned_data.get("display", self.before.display) in NAMED
        needed = shown and "consent_publish" in self.fields
        if needed and not self.cleaned_data.get("consent_publish"):
            message = gettext("Tick the box, or choose a way to be shown without your name")
            self.add_error("consent_publish", ValidationError(message, code="required"))

    @property
    def consent_words(self) -> dict[str, str]:
        return {"publish": consents.to_publish_now()}

    def entry(self) -> Entry:
        """Return the entry. What the form does not ask for stays. Call after ``is_valid``."""
        typed = {name: self.cleaned_data[name] for name in Entry._fields if name in self.fields}
        return self.before._replace(**typed)
