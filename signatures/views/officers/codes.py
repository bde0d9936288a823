"""Officers' pages to ask for codes, download them once, and revoke them."""

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.guilds.codes import batches as actions
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.errors import LateBatchError, SamePersonError
from signatures.forms.guilds.codes import BatchForm, LinksForm, LostCodeForm, RangeForm
from signatures.models import Attestation, CodeBatch, Guild
from signatures.renditions import codes as files
from signatures.renditions.small_counts import SMALL
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest
from signatures.views.officers import batches, revoking

State = CodeBatch.State


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def codes(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """List all batches of the guild. POST asks the owners for another."""
    form = BatchForm(request.POST if request.method == "POST" else None, guild=guild)
    if request.method == "POST" and form.is_valid():
        actions.ask(guild, **form.asked(), by=request.user)
        messages.success(
            request, gettext("We have asked the owners of this site to issue the codes.")
        )
        return redirect("guild_codes", guild.slug)
    context = {
        "guild": guild,
        "rows": batches.rows(guild.code_batches.all(), batches.OFFICERS),
        "form": form,
        "takes_codes": Attestation.Method.GUILD_CODE in guild.methods,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "officers/codes.html", context, status=status)


@for_officers
@require_safe
def batch(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    return page(request, batch_or_404(guild, number))


@for_officers
@require_POST
@reauthentication_required
def download(request: SignedInRequest, guild: Guild, number: int) -> HttpResponseBase:
    """Make and send the codes, or replace them if an earlier file did not arrive."""
    batch = batch_or_404(guild, number)
    form = LinksForm(request.POST, guild=guild)
    if not form.is_valid():
        return page(request, batch, links=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            if batch.state == State.MADE:
                batch = actions.replace(batch, by=request.user)
            made = actions.make(batch, by=request.user)
    except LateBatchError:
        text = gettext("It is too late to create these codes. Request a new batch.")
    except SamePersonError:
        text = gettext("You issued this batch as an owner. Another officer has to download it.")
    else:
        lines = files.write_csv(made, statement=form.cleaned_data["statement"])
        name = f"{guild.slug}-codes-{batch.number}.csv"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Accel-Buffering": "no",  # nginx would write a long answer to its disk
        }
        content_type = "text/csv; charset=utf-8"
        return StreamingHttpResponse(lines, content_type=content_type, headers=headers)
    messages.error(request, text)
    return redirect("guild_batch", guild.slug, batch.number)


@for_officers
@require_POST
@reauthentication_required
def revoke(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    batch = batch_or_404(guild, number)
    form = RangeForm(request.POST, batch=batch)
    if form.is_valid() and _are_enough(batch, form):
        if "agreed" not in request.POST:
            return _preview(request, batch, form)
        revoking.revoke(request, batch, form)
        return redirect("guild_batch", guild.slug, batch.number)
    return page(request, batch, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@for_officers
@require_POST
@reauthentication_required
def undo(request: SignedInRequest, guild: Guild, number: int, pk: int) -> HttpResponse:
    revoking.undo(request, batch_or_404(guild, number), pk)
    return redirect("guild_batch", guild.slug, number)


def _preview(request: SignedInRequest, batch: CodeBatch, form: RangeForm) -> HttpResponse:
    """Show what would happen, without how many of these codes were used: it would show which."""
    context = {"guild": batch.guild, "batch": batch, **revoking.preview(batch, form)}
    return render(request, "officers/revoke.html", {**context, "sees_used": False})


def _are_enough(batch: CodeBatch, form: RangeForm) -> bool:
    """Return whether enough codes are revoked to hide, in the public count, the use of one."""
    if batch.state != State.MADE:
        form.add_error(None, gettext("There are no codes yet."))
        return False
    good = code_revocations.count_working(batch, **form.cleaned_data)
    if not good:
        form.add_error("first", gettext("All of these codes are already revoked."))
    elif good < SMALL:
        text = gettext("To revoke fewer than %d codes, write to the organizers.")
        form.add_error("first", text % SMALL)
    return form.is_valid()


def batch_or_404(guild: Guild, number: int) -> CodeBatch:
    found = guild.code_batches.select_related("guild", "officer", "issued_by")
    return get_object_or_404(found, number=number)


def page(
    request: SignedInRequest, batch: CodeBatch, *, status: int = HTTPStatus.OK, **forms: Any
) -> HttpResponse:
    """Show a batch; ``forms`` is the submitted form, with its errors."""
    context = {
        **batches.facts(batch, batches.OFFICERS),
        "may_make": batch.state == State.ISSUED and not batch.is_over,
        "may_replace_until": actions.replaceable_until(batch),
        "links": LinksForm(guild=batch.guild),
        "form": RangeForm(batch=batch),
        "lost": LostCodeForm(batch=batch),
        "works": batch.state == State.MADE and not batch.is_over and batch.revoked < batch.size,
        **forms,
    }
    return render(request, "officers/batch.html", context, status=status)
