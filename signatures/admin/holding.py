"""What makes the site ask organizers first: the watch list, and rules of their own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from signatures.forms.holding import RuleForm, WatchedNameForm
from signatures.models import Rule, WatchedName


class KeepsWho(admin.ModelAdmin):
    """Remembers who added a row; Django's own log has who changed it."""

    list_filter = ["statement"]
    list_select_related = ["statement", "by"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)


@admin.register(WatchedName)
class WatchedNameAdmin(KeepsWho):
    form = WatchedNameForm
    list_display = ["name", "statement", "note", "by", "added_at"]
    search_fields = ["name"]


@admin.register(Rule)
class RuleAdmin(KeepsWho):
    """Held and refused signatures name a rule by its number, so that is where its line begins."""

    form = RuleForm
    list_display = ["pk", "kind", "value", "effect", "statement", "ends_at", "note", "by"]
    list_filter = ["kind", "effect", "statement"]
    search_fields = ["value", "note"]
