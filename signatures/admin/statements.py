"""Signatures, to look up, and the occupations that people choose from."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from signatures.actions import moderation
from signatures.admin.signatories import RenewsPages
from signatures.models import Occupation, Refusal, Signature
from signatures.models.hold_reason import in_words

admin.site.site_header = _("Organizers")
admin.site.site_title = _("Organizers")


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


@admin.register(Occupation)
class OccupationAdmin(RenewsPages):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name"]}
