"""Forms for vouching: a signatory's request, and an officer's answers to a page of them."""

import uuid
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.vouching.answers import ANSWERS
from signatures.actions.guilds.vouching.disputes import UsedMembership
from signatures.actions.guilds.vouching.requests import Details
from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.messages import clean_line, explain
from signatures.forms.fields.typed import max_length, model_choice
from signatures.forms.guilds.codes import clean_code
from signatures.forms.guilds.sign_in import TakeBackForm
from signatures.models import Guild, User, VouchAnswer, VouchRequest
from signatures.text import links, names
from signatures.text.websites import NotAWebsiteError

BATCH = 50  # requests on one page of the queue
EVIDENCE = ["number", "link", "words"]


class VouchingForm(FieldErrors, forms.Form):
    stage_name = forms.CharField(label=_("Stage name"), required=False, strip=False)
    legal_name = forms.CharField(label=_("Legal name"), required=False, strip=False)
    number = forms.CharField(label=_("Member number"), required=False, strip=False)
    link = forms.CharField(label=_("Link to your work"), required=False, strip=False)
    words = forms.CharField(label=_("A few words"), required=False, strip=False)

    used_number = forms.BooleanField(
        label=_("Someone else has used my member number for this statement"), required=False
    )
    used_code = forms.CharField(label=_("Your code, if someone else has used it"), required=False)

    def clean_used_code(self) -> str:
        typed = self.cleaned_data["used_code"].strip()
        return clean_code(typed) if typed else ""

    def clean_stage_name(self) -> str:
        return self._name("stage_name")

    def clean_legal_name(self) -> str:
        return self._name("legal_name")

    def clean_number(self) -> str:
        return clean_line(self, "number", most=max_length(VouchRequest, "number"))

    def clean_words(self) -> str:
        return clean_line(self, "words", most=max_length(VouchRequest, "words"))

    def clean_link(self) -> str:
        typed = self.cleaned_data["link"]
        try:
            return links.clean_link(typed) if typed.strip() else ""
        except NotAWebsiteError as error:
            message = gettext("Enter the address of a page, like https://example.org/me")
            raise ValidationError(message, code=error.code) from error

    def clean(self) -> None:
        given = any(self.cleaned_data.get(name) for name in EVIDENCE)
        if not given and not self.errors.keys() & set(EVIDENCE):
            message = gettext("Enter your member number, a link or a few words about you")
            self.add_error("number", ValidationError(message, code="required"))
        missing = not self.cleaned_data.get("number") and "number" not in self.errors
        if self.cleaned_data.get("used_number") and missing:
            message = gettext("Enter the member number that someone else has used")
            self.add_error("number", ValidationError(message, code="required"))

    def given(self) -> Details:
        """Return the cleaned input. Call after ``is_valid``."""
        return Details(**{each.name: self.cleaned_data[each.name] for each in fields(Details)})

    def used(self) -> UsedMembership:
        """Return the membership that someone else has used, as the signatory says."""
        return UsedMembership(self.cleaned_data["used_number"], self.cleaned_data["used_code"])

    def _name(self, field: str) -> str:
        typed = self.cleaned_data[field]
        try:
            return names.clean_name(typed) if typed.strip() else ""
        except names.NotANameError as error:
            message = explain(error.code, self.fields[field].label)
            raise ValidationError(message, code=error.code) from error


class AnswersForm(FieldErrors, forms.Form):
    """Answers to the requests of one batch, by position in it.

    ``batch`` lists the requests. It is signed for this officer of this guild, so that no one
    can forge another.
    """

    batch = forms.CharField(required=False)

    def __init__(self, *args: Any, guild: Guild, officer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.salt = _salt(guild, officer)
        choices = [(each.value, each.label) for each in ANSWERS]
        for place in range(BATCH):
            self.fields[f"answer-{place}"] = forms.ChoiceField(required=False, choices=choices)

    def clean_batch(self) -> list[uuid.UUID]:
        age = settings.SESSION_COOKIE_AGE
        try:
            keys = signing.loads(self.cleaned_data["batch"], salt=self.salt, max_age=age)
        except signing.BadSignature as error:
            raise ValidationError(too_old(), code="old") from error
        return [uuid.UUID(each) for each in keys]

    def clean(self) -> None:
        if not self.errors and not self.answers():
            message = gettext("Choose an answer for at least one person")
            raise ValidationError(message, code="nothing")

    def answers(self) -> list[tuple[uuid.UUID, str]]:
        """Return the answers that were given, each with the key of its request."""
        keys = self.cleaned_data["batch"]
        said = (self.cleaned_data.get(f"answer-{place}", "") for place in range(len(keys)))
        return [(key, each) for key, each in zip(keys, said, strict=True) if each]


class TakeBackAnswersForm(TakeBackForm):
    """The officer whose approvals are revoked, and from which time on."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Officer"), empty_label=_("Choose an officer")
    )
    field_order = ["officer", "since"]

    def __init__(self, *args: Any, guild: Guild, **options: Any) -> None:
        super().__init__(*args, **options)
        answered = VouchAnswer.objects.filter(guild=guild).values("officer")
        model_choice(self, "officer").queryset = User.objects.filter(pk__in=answered).order_by(
            "email"
        )


def batch_of(requests: Iterable[VouchRequest], *, guild: Guild, officer: User) -> str:
    """Return a signed list of the requests on a page, valid only for this officer."""
    keys = [each.key.hex for each in requests]
    return signing.dumps(keys, salt=_salt(guild, officer), compress=True)


def too_old() -> str:
    return gettext("Your page was out of date. This is the current one: choose your answers again")


def _salt(guild: Guild, officer: User) -> str:
    return f"signatures.vouching {guild.pk} {officer.pk}"
