"""Officers' pages to add e-mail domains of their guild, confirm them by DNS, remove them."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.guilds.domains import domains as actions
from signatures.errors import (
    DnsAwayError,
    FloodError,
    NoRecordError,
    NotApprovedError,
    TakenDomainError,
)
from signatures.forms.guilds.domains import DomainForm, taken
from signatures.models import Attestation, Guild, GuildDomain
from signatures.views.access.officers import for_officers
from signatures.views.access.organizers import SignedInRequest


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def domains(request: SignedInRequest, guild: Guild) -> HttpResponse:
    """List the guild's domains, and what to write into the DNS of each. POST adds one."""
    form = DomainForm(request.POST if request.method == "POST" else None, guild=guild)
    if request.method == "POST" and form.is_valid():
        actions.add(guild, form.cleaned_data["domain"], by=request.user)
        text = gettext("We have asked the owners of this site to approve this domain.")
        messages.success(request, text)
        return redirect("guild_domains", guild.slug)
    context = {
        "guild": guild,
        "rows": rows(guild),
        "form": form,
        "is_on": Attestation.Method.GUILD_DOMAIN in guild.methods,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "officers/domains.html", context, status=status)


@for_officers
@require_POST
@reauthentication_required
def confirm(request: SignedInRequest, guild: Guild, pk: int) -> HttpResponse:
    domain = get_object_or_404(guild.domains.filter(ended_at=None), pk=pk)
    domain.guild = guild
    try:
        actions.confirm(domain, by=request.user)
    except NotApprovedError:
        text = gettext("An owner of this site has to approve the domain first.")
    except NoRecordError:
        text = gettext("The record was not found. DNS changes take time: try again in an hour.")
    except DnsAwayError:
        text = gettext("DNS did not answer. Try again in a few minutes.")
    except FloodError:
        text = gettext("Too many attempts. Try again later.")
    except TakenDomainError:
        text = taken()
    else:
        messages.success(request, gettext("Confirmed: %s belongs to your guild.") % domain.read)
        return redirect("guild_domains", guild.slug)
    messages.error(request, text)
    return redirect("guild_domains", guild.slug)


@for_officers
@require_POST
@reauthentication_required
def remove(request: SignedInRequest, guild: Guild, pk: int) -> HttpResponse:
    domain = get_object_or_404(guild.domains, pk=pk)
    domain.guild = guild
    actions.remove(domain, by=request.user)  # officers may not know the number of proofs
    messages.success(request, gettext("Removed. Its marks are being removed too."))
    return redirect("guild_domains", guild.slug)


def rows(guild: Guild) -> list[dict[str, GuildDomain | str]]:
    return [
        {
            "domain": each,
            "record_name": actions.record_name(each),
            "record_text": actions.record_text(each),
        }
        for each in guild.domains.select_related("added_by")
    ]
