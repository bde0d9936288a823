"""Revocation of codes by officers and owners alike: preview, revoke, undo."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from signatures.actions.guilds.codes import revocations as actions
from signatures.errors import TooManyCodesError
from signatures.forms.guilds.codes import RangeForm
from signatures.models import CodeBatch
from signatures.views.access.organizers import SignedInRequest


def preview(batch: CodeBatch, form: RangeForm) -> dict[str, Any]:
    """Return what the page shows that asks whether to revoke the codes of a valid ``form``."""
    asked = form.cleaned_data
    found = actions.preview(batch, **asked)
    return {**asked, **found, "hours": settings.GUILD_CODES_RESTORED_WITHIN.total_seconds() / 3600}


def revoke(request: SignedInRequest, batch: CodeBatch, form: RangeForm) -> None:
    within = settings.GUILD_CODES_RESTORED_WITHIN
    actions.revoke(batch, **form.cleaned_data, by=request.user, undo_within=within)
    text = gettext("Revoked. These codes no longer work. You can undo this on this page.")
    messages.success(request, text)


def undo(request: SignedInRequest, batch: CodeBatch, pk: int) -> None:
    revocation = get_object_or_404(batch.revocations, pk=pk)
    revocation.batch = batch
    try:
        undone = actions.undo(revocation, by=request.user)
    except TooManyCodesError:
        text = gettext("Not undone: the guild has got other codes, one for each member, since.")
        messages.error(request, text)
        return
    if undone:
        messages.success(request, gettext("Undone. These codes work again."))
    else:
        messages.error(request, gettext("It is too late to undo this."))
