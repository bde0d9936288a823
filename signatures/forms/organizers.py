from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.typed import choice
from signatures.models import Role, Statement, TextVersion, User

ALL, SOME = "all", "some"


class RoleForm(FieldErrors, forms.Form):
    """A role, and the statements it is for."""

    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.VIEWER)
    reach = forms.ChoiceField(
        label=_("The role is for"),
        choices=[(ALL, _("the whole site")), (SOME, _("these statements only:"))],
        widget=forms.RadioSelect,
        required=False,
        initial=ALL,
    )
    statements = forms.MultipleChoiceField(
        label=_("Statements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Someone with a role for some statements sees nothing of the others. They do not see"
            " pages about the whole site either: the watch list, guilds, occupations and so on."
        ),
    )

    def __init__(self, *args: Any, person: User | None = None, **options: Any) -> None:
        """Fill in the form. ``person`` is the organizer it is about, if there is one already."""
        super().__init__(*args, **options)
        self.person = person
        choice(self, "statements").choices = _statements()
        if person:
            self.initial["role"] = person.role
            self.initial["reach"] = SOME if person.is_limited else ALL
            self.initial["statements"] = [each.slug for each in person.limited_to.all()]

    def clean(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("reach") != SOME:
            return
        if cleaned.get("role") == Role.OWNER:
            text = gettext("An owner works on the whole site. Choose another role for some")
            self.add_error("reach", ValidationError(text, code="owner"))
        elif not cleaned.get("statements") and "statements" not in self.errors:
            text = gettext("Choose at least one statement")
            self.add_error("statements", ValidationError(text, code="required"))

    def limited_to(self) -> list[Statement] | None:
        """Return the statements the role is for, None for all. Call after ``is_valid``.

        A form without an answer changes nothing, except that owners work on the whole site.
        """
        reach, person = self.cleaned_data["reach"], self.person
        if reach == SOME:
            return list(Statement.objects.filter(slug__in=self.cleaned_data["statements"]))
        is_kept = not reach and person and person.is_limited
        if is_kept and self.cleaned_data["role"] != Role.OWNER:
            assert person
            return list(person.limited_to.all())
        return None


class NewOrganizerForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("email", "role")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.organizers().filter(email=email).exists():
            raise ValidationError(gettext("This person is already an organizer"), code="organizer")
        return email


class DigestForm(FieldErrors, forms.Form):
    digest = forms.ChoiceField(
        label=_("E-mail me about what is waiting for me"),
        choices=User.Digest,
        widget=forms.RadioSelect,
    )


def _statements() -> list[tuple[str, str]]:
    """Return the slug and title of each statement, the archived ones last."""
    titles = {text.statement_id: text.title for text in TextVersion.objects.current()}
    found = Statement.objects.order_by("archived_at", "slug")
    return [(each.slug, f"{titles.get(each.pk, each.slug)} ({each.slug})") for each in found]
