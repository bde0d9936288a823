"""What stands on the list besides names: notable signatories, and their headings."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from signatures.actions import freshness
from signatures.models import Notable, NotableHeading


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


@admin.register(NotableHeading)
class NotableHeadingAdmin(RenewsPages):
    list_display = ["name", "statement", "position"]
    list_editable = ["position"]
    list_filter = ["statement"]
    list_select_related = ["statement"]


class NotableForm(ModelForm):
    class Meta:
        model = Notable
        fields = ["signature", "heading", "credit", "position"]

    def clean(self) -> None:
        signature, heading = (self.cleaned_data.get(each) for each in ("signature", "heading"))
        if signature and heading and signature.statement_id != heading.statement_id:
            message = _("This heading is of another statement.")
            self.add_error("heading", ValidationError(message, code="other_statement"))


@admin.register(Notable)
class NotableAdmin(RenewsPages):
    """To mark somebody: choose the heading, and find the signature by name."""

    form = NotableForm
    list_display = ["signatory", "heading", "position", "credit", "shown"]
    list_editable = ["position"]
    list_filter = ["heading"]
    list_select_related = ["signature", "heading"]
    raw_id_fields = ["signature"]
    search_fields = ["signature__name"]

    @admin.display(description=_("signatory"))
    def signatory(self, notable: Notable) -> str:
        return notable.signature.name

    @admin.display(description=_("state of the signature"))
    def shown(self, notable: Notable) -> str:
        return notable.signature.get_state_display()
