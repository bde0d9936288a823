from typing import Any

from signatures.renditions.texts import consents


class ConsentBoxes:
    """The words beside the boxes of a sign form, and which of them are ticked."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    number: int

    @property
    def consents(self) -> dict[str, str]:
        """Return the words of the boxes that are ticked, by the kind of consent."""
        boxes = {"consent_sign": "sign", "consent_publish": "publish", "updates": "updates"}
        return {
            kind: self.consent_words[kind]
            for name, kind in boxes.items()
            if name in self.fields and self.cleaned_data.get(name)
        }

    @property
    def consent_words(self) -> dict[str, str]:
        """Return the words beside each box, in the language of the page."""
        return consents.words(self.number, chooses_display="display" in self.fields)
