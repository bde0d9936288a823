"""Officers' pages for lost codes, and the program that makes letters from codes."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from signatures import tokens
from signatures.actions.guilds.codes import replacements
from signatures.errors import FloodError, LateBatchError, SamePersonError
from signatures.forms.guilds.codes import LostCodeForm
from signatures.models import CodeBatch, Guild
from signatures.renditions.files import letters_tool
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest
from signatures.views.officers import codes


@for_officers
@require_safe
def tool(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """Serve the program; it runs on the officer's computer, and nothing comes back."""
    headers = {"Content-Disposition": f'attachment; filename="{letters_tool.NAME}"'}
    content_type = "application/octet-stream"
    return HttpResponse(letters_tool.of_guild(guild), content_type=content_type, headers=headers)


@for_officers
@require_POST
@never_cache
@reauthentication_required
def replace(request: SignedInRequest, guild: Guild, number: int) -> HttpResponse:
    """Replace one code, and show the new one this once."""
    batch = codes.batch_or_404(guild, number)
    form = LostCodeForm(request.POST, batch=batch)
    if form.is_valid() and (code := _new(form, batch, request)):
        context = {
            "guild": guild,
            "batch": batch,
            "number": form.cleaned_data["number"],
            "code": tokens.in_groups(code),
        }
        return render(request, "officers/new_code.html", context)
    return codes.page(request, batch, lost=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _new(form: LostCodeForm, batch: CodeBatch, request: SignedInRequest) -> str:
    """Return the new code, or "" with an error in ``form``."""
    try:
        return replacements.replace(batch, form.cleaned_data["number"], by=request.user)
    except LateBatchError:
        form.add_error("number", gettext("This code does not work any more. Request a new batch."))
    except SamePersonError:
        text = gettext(
            "You issued this batch as an owner. Another officer has to replace its codes."
        )
        form.add_error("number", text)
    except FloodError:
        text = gettext("Your guild has replaced too many codes today. Try again tomorrow.")
        form.add_error("number", text)
    return ""
