"""Organizations and their endorsements: the evidence, and what an organizer makes of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from signatures.actions import endorsing, freshness
from signatures.forms import pictures
from signatures.models import Endorsement, Organization
from signatures.text import websites


class OrganizationForm(forms.ModelForm):
    """What organizers type is cleaned as what strangers type is."""

    website = forms.CharField(required=False, widget=AdminURLFieldWidget)
    logo = forms.FileField(required=False, widget=AdminFileWidget)

    class Meta:
        model = Organization
        fields = ["name", "kind", "website", "represents", "members", "logo", "mark_permitted_by"]

    def clean_website(self) -> str:
        typed = self.cleaned_data["website"]
        try:
            return websites.clean_website(typed) if typed else ""
        except websites.NotAWebsiteError as error:
            raise ValidationError(gettext("Please enter an https address."), error.code) from error

    def clean_logo(self) -> File | str | bool | None:
        logo = self.cleaned_data["logo"]
        return pictures.clean_logo(logo) if isinstance(logo, UploadedFile) else logo

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("logo") and not self.cleaned_data.get("mark_permitted_by"):
            self.add_error("mark_permitted_by", gettext("A logo is shown only with permission."))
        elif self.cleaned_data.get("logo") and not self.instance.mark_permitted_at:
            self.instance.mark_permitted_at = timezone.now()


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    form = OrganizationForm
    list_display = ["name", "kind", "website", "represents", "members"]
    list_filter = ["kind"]
    search_fields = ["name"]
    readonly_fields = ["mark_permitted_at"]

    def save_model(self, request: Any, obj: Organization, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        freshness.renew_after_commit()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.endorsements.exists()


@admin.register(Endorsement)
class EndorsementAdmin(admin.ModelAdmin):
    """A queue that reads from left to right: who, evidence, and where it stands."""

    list_display = [
        "organization",
        "contact",
        "contact_email",
        "at_its_website",
        "state",
        "asked_at",
        "statement",
        "position",
    ]
    list_editable = ["position"]
    list_filter = ["state", "statement"]
    list_select_related = ["organization", "statement"]
    search_fields = ["organization__name", "contact_email"]
    ordering = ["position", "-asked_at"]
    actions = ["publish", "refuse"]

    @admin.display(description=_("asked for by"))
    def contact(self, endorsement: Endorsement) -> str:
        words = [endorsement.contact_name, endorsement.contact_role]
        return ", ".join(filter(None, words)) or gettext("an organizer")

    @admin.display(description=_("address at the website’s domain"), boolean=True)
    def at_its_website(self, endorsement: Endorsement) -> bool | None:
        return endorsement.same_domain if endorsement.contact_email else None

    @admin.display(description=_("website"))
    def website(self, endorsement: Endorsement) -> str:
        url = endorsement.organization.website
        return format_html('<a href="{0}" rel="noopener noreferrer">{0}</a>', url) if url else "-"

    @admin.display(description=_("logo"))
    def logo(self, endorsement: Endorsement) -> str:
        logo = endorsement.organization.logo
        return format_html('<img src="{}" alt="" height="80">', logo.url) if logo else "-"

    def get_fields(self, request: HttpRequest, obj: Endorsement | None = None) -> list[str]:
        evidence = ["state", "contact", "contact_email", "at_its_website", "website", "logo"]
        times = ["asked_at", "confirmed_at", "published_at"]
        return ["statement", "organization", "position", *(evidence + times if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Endorsement | None = None) -> list:
        return [each for each in self.get_fields(request, obj) if obj and each != "position"]

    def save_model(self, request: Any, obj: Endorsement, form: Any, change: bool) -> None:
        if change:  # the position alone: the row may have moved since the page was shown
            Endorsement.objects.filter(pk=obj.pk).update(position=obj.position)
        else:
            super().save_model(request, obj, form, change)
        freshness.renew_after_commit()

    @admin.action(description=_("Publish what is confirmed"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Endorsement]) -> None:
        self._decide(request, queryset, endorsing.publish, gettext("Published."))

    @admin.action(description=_("Refuse"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Endorsement]) -> None:
        self._decide(request, queryset, endorsing.refuse, gettext("Refused."))

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Endorsement],
        decide: Callable[[Endorsement], bool],
        words: str,
    ) -> None:
        moved = [each for each in queryset if decide(each)]
        for endorsement in moved:
            self.log_change(request, endorsement, words)
        text = ngettext("%d endorsement moved.", "%d endorsements moved.", len(moved))
        self.message_user(request, text % len(moved), messages.SUCCESS)
