from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.forms.fields.field_errors import FieldErrors
from signatures.models import Role, User


class RoleForm(FieldErrors, forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.VIEWER)


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
        label=_("E-mail me about what waits for me"),
        choices=User.Digest,
        widget=forms.RadioSelect,
    )
