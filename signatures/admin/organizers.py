"""Admin page of people who sign in. Only here do superusers decide who is a superuser."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.actions.accounts import emails as account_mail
from signatures.actions.accounts import organizers as actions
from signatures.forms.fields.typed import set_empty_choice
from signatures.models import Role, User

admin.site.site_header = _("Organizers")
admin.site.site_title = _("Organizers")


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "role"]
        fields += ["is_active", "is_staff", "is_superuser"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "role" in self.fields:
            set_empty_choice(self, "role", gettext("no role"))

    def clean_email(self) -> str:
        """Return the address in lower case: people sign in with it however they type it."""
        return self.cleaned_data["email"].lower()

    def clean(self) -> None:
        """Keep the last owner. Before the form is saved, the database still knows who was one."""
        kept = self.cleaned_data
        is_owner = kept.get("is_superuser") or kept.get("role") == Role.OWNER
        if kept.get("is_active") and is_owner:
            return
        if self.instance.pk and set(User.objects.owners()) == {self.instance}:
            raise ValidationError(gettext("This is the last owner."), code="last_owner")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = UserForm
    list_display = ["email", "role", "is_staff", "is_superuser", "is_active", "last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        before = {name: form.initial.get(name, "") for name in form.changed_data}
        assert isinstance(request.user, User)  # the admin site has checked this
        actions.record_changes(obj, before=before, by=request.user)
        if not change:
            account_mail.queue_password_link(obj.email, limited=False)

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Forbid deleting people, since the log of what they did would go too. Switch them off."""
        return False
