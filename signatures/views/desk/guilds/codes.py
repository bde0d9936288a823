"""Owners' pages to issue the codes that officers ask for, and revoke codes as officers do."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.guilds.codes import batches as actions
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.errors import SamePersonError, TooManyCodesError
from signatures.forms.guilds.codes import RangeForm
from signatures.models import CodeBatch, Guild, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page
from signatures.views.officers import batches, revoking

State = CodeBatch.State


@requires(Right.PEOPLE)
@require_safe
def codes(request: SignedInRequest, slug: str) -> HttpResponse:
    """List all batches of a guild: those that wait for an owner, and the result of the others."""
    guild = get_object_or_404(Guild, slug=slug)
    found = guild.code_batches.select_related("officer", "issued_by")
    rows = batches.rows(found, batches.OWNERS)
    context = {
        "guild": guild,
        "left": max(0, actions.left_for(guild)),
        "asked": [row for row in rows if row["batch"].state == State.ASKED],
        "rows": [row for row in rows if row["batch"].state != State.ASKED],
    }
    return desk_page(request, "desk/guilds/codes.html", context)


@requires(Right.PEOPLE)
@require_safe
def batch(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return _page(request, _batch_or_404(slug, number))


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def issue(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    batch = _batch_or_404(slug, number)
    try:
        issued = actions.issue(batch, by=request.user)
    except SamePersonError:
        messages.error(
            request, gettext("You requested these codes yourself. Another owner has to decide.")
        )
    except TooManyCodesError as error:
        messages.error(request, _too_many(batch, max(0, error.left)))
    else:
        _say(request, issued, gettext("Issued. An officer can download the codes now."))
    return redirect("desk_codes", slug)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def decline(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    batch = _batch_or_404(slug, number)
    declined = actions.decline(batch, by=request.user)
    _say(request, declined, gettext("Declined. No codes are issued."))
    return redirect("desk_codes", slug)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def revoke(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    batch = _batch_or_404(slug, number)
    form = RangeForm(request.POST, batch=batch)
    if batch.state != State.MADE:
        form.add_error(None, gettext("There are no codes yet."))
    if form.is_valid() and not code_revocations.count_working(batch, **form.cleaned_data):
        form.add_error("first", gettext("All of these codes are already revoked."))
    if form.is_valid():
        if "agreed" not in request.POST:
            context = {"guild": batch.guild, "batch": batch, **revoking.preview(batch, form)}
            return desk_page(request, "desk/guilds/revoke.html", context | {"sees_used": True})
        revoking.revoke(request, batch, form)
        return redirect("desk_code_batch", slug, number)
    return _page(request, batch, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def undo(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    revoking.undo(request, _batch_or_404(slug, number), pk)
    return redirect("desk_code_batch", slug, number)


def _batch_or_404(slug: str, number: int) -> CodeBatch:
    found = CodeBatch.objects.select_related("guild", "officer", "issued_by")
    return get_object_or_404(found, guild__slug=slug, number=number)


def _page(
    request: SignedInRequest,
    batch: CodeBatch,
    form: RangeForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    facts = batches.facts(batch, batches.OWNERS)
    context = {**facts, "form": form or RangeForm(batch=batch)}
    return desk_page(request, "desk/guilds/code_batch.html", context, status=status)


def _say(request: SignedInRequest, done: bool, text: str) -> None:
    if done:
        messages.success(request, text)
    else:
        messages.error(request, gettext("Someone has already decided this, or it has expired."))


def _too_many(batch: CodeBatch, left: int) -> str:
    if not batch.guild.members:
        return gettext("First record the number of members in the guild’s settings.")
    return ngettext(
        "Not issued: this guild can get at most %d more codes.",
        "Not issued: this guild can get at most %d more codes.",
        left,
    ) % (left)
