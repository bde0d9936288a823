"""People who sign in. What the desk leaves to superusers: who is one."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.models import Role, User

admin.site.site_header = _("Organizers")
admin.site.site_title = _("Organizers")


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "role"]
        fields += ["is_active", "is_staff", "is_superuser"]

    def clean(self) -> None:
        """The database is asked before the form is saved, so it still knows who was an owner."""
        kept = self.cleaned_data
        is_owner = kept.get("is_superuser") or kept.get("role") == Role.OWNER
        if kept.get("is_active") and is_owner:
            return
        if set(User.objects.owners()) == {self.instance}:
            raise ValidationError(gettext("This is the last owner."), code="last_owner")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = UserForm
    list_display = ["email", "role", "is_staff", "is_superuser", "is_active", "last_login"]

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Who goes is switched off: the log of what they did would go with them."""
        return False
