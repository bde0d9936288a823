"""What stands on the list besides names: guilds."""

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from signatures.actions import freshness
from signatures.models import Guild


class RenewsPages(admin.ModelAdmin):
    """What is changed here stands on public pages, so the next reader gets new ones."""

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        freshness.renew_after_commit()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        super().delete_queryset(request, queryset)
        freshness.renew_after_commit()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        super().delete_model(request, obj)
        freshness.renew_after_commit()


@admin.register(Guild)
class GuildAdmin(RenewsPages):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # as Django 6 does
    list_display = ["name", "abbreviation", "country", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Guild | None = None) -> bool:
        return obj is not None and not obj.attestations.exists()
