"""Statements, their texts and their signatures.

Nothing here can change what has been signed; the database would refuse it too.
"""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from signatures.actions import freshness, moderation, statements
from signatures.forms import pictures
from signatures.models import Refusal, Signature, Statement, StatementLink, TextVersion
from signatures.models.hold_reason import in_words

admin.site.site_header = _("Organizers")
admin.site.site_title = _("Organizers")


class NewTextForm(forms.ModelForm):
    """A new wording. Those that exist are shown and not edited."""

    class Meta:
        model = TextVersion
        fields = ["language", "title", "addressee", "byline", "text"]


class NewTextInline(admin.StackedInline):
    model = TextVersion
    form = NewTextForm
    verbose_name_plural = _("Write a new text version (it becomes the current one)")
    extra = 0
    max_num = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[TextVersion]:
        return super().get_queryset(request).none()

    def get_extra(self, request: HttpRequest, obj: Statement | None = None, **kw: Any) -> int:
        return 1 if obj is None else 0


class LinkForm(forms.ModelForm):
    """A link that leads to https and nowhere else, with a picture painted anew."""

    url = forms.URLField(assume_scheme="https", help_text=_("Begins with https://."))

    class Meta:
        model = StatementLink
        fields = ["title", "url", "picture", "position"]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        parts = urlsplit(url)
        if parts.scheme != "https" or "@" in parts.netloc:
            raise ValidationError(gettext("Please enter an https address."), code="not_https")
        return url

    def clean_picture(self) -> File | str | bool | None:
        picture = self.cleaned_data["picture"]
        return pictures.clean_logo(picture) if isinstance(picture, UploadedFile) else picture


class LinkInline(admin.TabularInline):
    model = StatementLink
    form = LinkForm
    verbose_name_plural = _("Videos and documents (shown as links with a picture)")
    extra = 0


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin):
    list_display = ["slug", "language", "front_page", "opens_at", "publishes_at", "closes_at"]
    readonly_fields = ["invitation_link"]
    inlines = [NewTextInline, LinkInline]

    @admin.display(description=_("Invitation (before it is public)"))
    def invitation_link(self, statement: Statement) -> str:
        return statements.invitation_link(statement) if statement.pk else "-"

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        freshness.renew_after_commit()
        if formset.model is not TextVersion:
            formset.save()
            return
        formset.save(commit=False)
        for text in formset.new_objects:
            statements.add_text(text)

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return obj is not None and not obj.signatures.exists()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Let texts that nobody signed go with their statement; alone they cannot be deleted."""
        found, counts, missing_permissions, protected = super().get_deleted_objects(objs, request)
        return found, counts, missing_permissions - {TextVersion._meta.verbose_name}, protected


@admin.register(TextVersion)
class TextVersionAdmin(admin.ModelAdmin):
    """Every wording there has been, to read; a change is a new one, at its statement."""

    list_display = ["title", "statement", "language", "number", "text_sha256", "created_at"]
    list_select_related = ["statement"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Signature)
class SignatureAdmin(admin.ModelAdmin):
    list_display = ["name", "credit", "statement", "state", "reasons", "signed_at"]
    list_filter = ["state", "statement"]
    list_select_related = ["statement"]
    search_fields = ["name", "email"]
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["publish", "hold", "reject"]

    @admin.display(description=_("reasons to look"))
    def reasons(self, signature: Signature) -> str:
        return "; ".join(in_words(signature.hold_reasons))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    @admin.action(description=_("Publish what is held or was refused"), permissions=["view"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        self._decide(request, queryset, moderation.publish)

    @admin.action(description=_("Hold: take off the list until decided"), permissions=["view"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        self._decide(request, queryset, moderation.hold)

    @admin.action(description=_("Refuse"), permissions=["view"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        refuse = partial(moderation.reject, refusal=Refusal.OTHER)
        self._decide(request, queryset, refuse)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Signature], decide: Any) -> None:
        moved = sum(decide(each, by=request.user, reason="in /admin/") for each in queryset)
        text = ngettext("%d signature moved.", "%d signatures moved.", moved) % moved
        self.message_user(request, text, messages.SUCCESS)
