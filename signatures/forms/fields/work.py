"""Fields of a sign form that are shown only while too many forms come."""

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.record_keeping import proof_of_work
from signatures.errors import WorkNeededError
from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Statement


class WorkFields(FieldErrors, forms.Form):
    """The solution of a calculation, and the box for those who would rather wait."""

    altcha = forms.CharField(label=_("Calculation"), required=False)
    waits = forms.BooleanField(
        label=_("Sign without the calculation, and get the e-mail later"), required=False
    )
    challenge: dict[str, Any] | None = None
    wait: timedelta | None = None
    statement: Statement

    def ask_for_work(self, needed: WorkNeededError) -> None:
        """Show the calculation in a form that was sent; it keeps what was typed."""
        self.challenge, self.wait = proof_of_work.challenge(self.statement), needed.wait
        message = gettext("Nothing is signed yet. There is one more step above the button")
        if needed.failed:
            message = gettext(
                "The calculation was out of date or already used, so nothing is signed yet. "
                "There is a new one above the button"
            )
        self.add_error("waits", ValidationError(message, code="work"))

    @property
    def challenge_json(self) -> str:
        return json.dumps(self.challenge)

    @property
    def wait_in_words(self) -> str:
        minutes = max(1, -(-int((self.wait or timedelta(0)).total_seconds()) // 60))
        words = ngettext("about %d minute", "about %d minutes", minutes)
        return words % minutes
