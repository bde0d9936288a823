"""Settings of a guild's sign-in server: for owners, because it decides who is a member."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.guilds.sign_in import descriptions, turns
from signatures.actions.guilds.sign_in import membership as actions
from signatures.errors import ProviderAwayError
from signatures.forms.guilds.sign_in import GuildSignInForm, TakeBackForm
from signatures.models import Attestation, Guild, GuildSignIn, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page
from signatures.views.members.sign_in import trial
from signatures.views.members.sign_in.attempts import callback_address


@requires(Right.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def sign_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the settings. POST saves them, or with ``test`` asks the server and saves nothing."""
    guild = get_object_or_404(Guild, slug=slug)
    found = GuildSignIn.objects.filter(guild=guild).first() or GuildSignIn(guild=guild)
    form = GuildSignInForm(request.POST if request.method == "POST" else None, instance=found)
    if not form.is_bound or not form.is_valid():
        return _page(request, guild, form)
    if "test" in request.POST:
        return _test(request, guild, form)
    actions.configure(form.instance, secret=form.cleaned_data["secret"], by=request.user)
    messages.success(request, _saved(form.instance))
    return redirect("desk_guild_sign_in", guild.slug)


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def begin_trial(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send the owner to the guild's server, to go the whole way with an account there."""
    return trial.begin(request, get_object_or_404(Guild, slug=slug), page="desk")


@requires(Right.PEOPLE)
@require_POST
@reauthentication_required
def take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Revoke what the guild's server has said since a time: someone else may control it."""
    guild = get_object_or_404(Guild, slug=slug)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        found = GuildSignIn.objects.filter(guild=guild).first() or GuildSignIn(guild=guild)
        return _page(request, guild, GuildSignInForm(instance=found), take_back=form)
    taken = actions.revoke_proofs(guild, since=form.cleaned_data["since"], by=request.user)
    words = ngettext("%d mark is being removed.", "%d marks are being removed.", taken) % taken
    messages.success(request, words)
    return redirect("desk_guild_sign_in", guild.slug)


def _saved(saved: GuildSignIn) -> str:
    if saved.tested_at:
        return gettext("Saved.")
    return gettext("Saved. Members can use it once a test with an account has succeeded.")


def _test(request: SignedInRequest, guild: Guild, form: GuildSignInForm) -> HttpResponse:
    issuer = form.cleaned_data["issuer"]
    turns.forgive(issuer)
    try:
        said = descriptions.ask(issuer)
    except ProviderAwayError as error:
        words = gettext("This server cannot be used: %(why)s.") % {"why": error}
        form.add_error("issuer", words)
        return _page(request, guild, form)
    scopes = said.get("scopes_supported")
    known = not isinstance(scopes, list) or set(form.cleaned_data["scope"].split()) <= set(scopes)
    return _page(request, guild, form, tested={"said": said, "scope_is_known": known})


def _page(
    request: SignedInRequest,
    guild: Guild,
    form: GuildSignInForm,
    *,
    tested: dict | None = None,
    take_back: TakeBackForm | None = None,
) -> HttpResponse:
    method = Attestation.Method.GUILD_SSO
    wrong = form.errors or (take_back and take_back.errors)
    context = {
        "guild": guild,
        "form": form,
        "tested": tested,
        "take_back": take_back or TakeBackForm(),
        "callback": callback_address(guild.slug),
        "report": trial.report(request, guild),
        "is_open": method in guild.methods,
        "is_sealed_shut": form.instance.pk is not None and not form.instance.is_ready,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, "desk/guilds/sign_in.html", context, status=status)
