"""Checklist of a statement that is not public yet: what is done, and what comes next."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.actions.statements.texts import invitation_link
from signatures.models import Decision, Signature, Statement, TextVersion
from signatures.renditions.texts import letter

CHOICES = ("form_fields", "moderation")  # as the log names them


class Step(NamedTuple):
    """One line of the checklist. ``note`` says what is set now, or what to do."""

    label: str | Promise
    note: str | Promise
    url: str
    done: bool


def steps(statement: Statement) -> list[Step]:
    """Return the steps from a new statement to a public one; none once it is public.

    A choice that has a default is done when someone has changed it, or has signed: then the
    form has been used as it is.
    """
    if statement.is_public:
        return []
    text = TextVersion.objects.current().filter(statement=statement).first()
    texts = reverse("desk_texts", args=[statement.slug])
    words = Step(_("Text"), text.title if text else _("Write the wording."), texts, bool(text))
    return [words, *_addressee(text, texts), *_choices(statement), _publication(statement)]


def _choices(statement: Statement) -> list[Step]:
    """Return the choices of how people sign, and the test signature."""
    settings = reverse("desk_settings", args=[statement.slug])
    tested = Signature.objects.filter(statement=statement, attested_at__isnull=False).exists()
    changes = Decision.objects.filter(statement=statement, about=Decision.About.STATEMENT)
    chosen = set(changes.filter(subject__in=CHOICES).values_list("subject", flat=True))
    form_fields, moderation = (tested or each in chosen for each in CHOICES)
    asks = _("Decide what the form asks besides name, e-mail address and consent.")
    test = _("Open the invitation link, sign, and confirm by the e-mail you get.")
    return [
        Step(_("Form fields"), asks, settings, form_fields),
        Step(_("Moderation"), _moderation(statement), settings, moderation),
        Step(_("Test signature"), test, invitation_link(statement), tested),
    ]


def _publication(statement: Statement) -> Step:
    is_set = statement.publishes_at is not None
    note = _("The publication time is set.") if is_set else _("Set the publication time.")
    return Step(_("Publication"), note, reverse("desk_settings", args=[statement.slug]), is_set)


def _addressee(text: TextVersion | None, url: str) -> list[Step]:
    """Return the step for the addressee; a statement of one sentence needs none."""
    if text is None or letter.is_sentence(text.text):
        return []
    note = text.addressee or _("Say whom the letter is to, if it is to someone.")
    return [Step(_("Addressee"), note, url, bool(text.addressee))]


def _moderation(statement: Statement) -> Promise:
    if statement.moderation == Statement.Moderation.BEFORE:
        return _("You review each signature before it appears.")
    return _("Signatures appear at once; suspicious ones wait for you.")
