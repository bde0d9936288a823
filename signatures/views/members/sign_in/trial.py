"""A test of a guild's sign-in with one's own account there: the whole way, step by step.

An officer or an owner signs in as a member would. Nothing is signed and nothing of the account
is kept. If the guild's answer is accepted, members are offered this way from then on.
"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.sign_in import descriptions, membership, openid, turns
from signatures.errors import ProviderAwayError, RefusedError
from signatures.models import Guild, GuildSignIn, Right, User
from signatures.views.access.officers import guild_of
from signatures.views.access.organizers import missing_step
from signatures.views.members.sign_in import attempts
from signatures.views.members.sign_in.attempts import PendingSignIn
from signatures.views.members.sign_in.messages import LateError
from signatures.views.signing.links import private

logger = logging.getLogger(__name__)

REPORT = "guild_sign_in_trial"  # session key: the steps that were reached, and why it ended
PAGES = {"officers": "guild_sign_in_trial", "desk": "desk_guild_sign_in"}

WORDS: dict[str, Promise] = {
    "description": _("Read the server’s description"),
    "return": _("Come back from the server"),
    "code": _("Exchange the code, with the secret"),
    "token": _("Check the signature of the answer"),
    "claims": _("Read the claims"),
    "member": _("Accept you as a member"),
}


def begin(request: HttpRequest, guild: Guild, *, page: str) -> HttpResponse:
    """Send an officer or an owner to the guild's server, and show the report on ``page`` later."""
    sign_in = get_object_or_404(GuildSignIn.objects.select_related("guild"), guild=guild)
    # A test asks the server itself: what is cached could hide a fault.
    descriptions.clear(sign_in.issuer)
    turns.forgive(sign_in.issuer)
    attempt = attempts.begin(request, guild.slug, test=page)
    back = attempts.callback_address(guild.slug)
    try:
        url = openid.authorization_url(sign_in, attempt, back=back)
    except ProviderAwayError as error:
        attempts.pop(request, guild.slug, attempt.state)
        return _show(request, guild, page, {}, error)
    return private(render(request, "members/leaving.html", {"guild": guild, "url": url}))


def finish(request: HttpRequest, slug: str, pending: PendingSignIn) -> HttpResponse:
    """Handle the return of someone who tests: go every step and report how far it went."""
    found = GuildSignIn.objects.select_related("guild")
    sign_in = get_object_or_404(found, guild__slug=slug)
    user = _tester(request, sign_in.guild)
    done: dict[str, str] = {}
    try:
        if pending.is_late:
            raise LateError("it took longer than ten minutes")
        back = attempts.callback_address(slug)
        query = request.GET.dict()
        member = openid.finish(sign_in, pending.attempt, query, back=back, tell=done.__setitem__)
        membership.check(member, sign_in)
    except RefusedError as error:
        return _show(request, sign_in.guild, pending.test, done, error)
    membership.note_test(sign_in, by=user)
    return _show(request, sign_in.guild, pending.test, done | {"member": ""}, None)


def report(request: HttpRequest, guild: Guild) -> list[dict[str, Any]]:
    """Return the steps of the test that has just ended, once; [] if there was none."""
    stored = request.session.get(REPORT)
    if not stored or stored["guild"] != guild.slug:
        return []
    del request.session[REPORT]
    done = stored["done"]
    failed = next((name for name in WORDS if name not in done), "")
    return [
        {
            "words": words,
            "is_done": name in done,
            "has_failed": name == failed,
            "note": stored["why"] if name == failed else done.get(name, ""),
        }
        for name, words in WORDS.items()
    ]


def _show(
    request: HttpRequest,
    guild: Guild,
    page: str,
    done: dict[str, str],
    error: RefusedError | None,
) -> HttpResponse:
    if error is not None:
        reason = f"{type(error).__name__}: {error}"
        logger.warning("Test of sign-in with %s failed: %s", guild.slug, reason)
    request.session[REPORT] = {"guild": guild.slug, "done": done, "why": str(error or "")}
    return private(redirect(PAGES[page], guild.slug))


def _tester(request: HttpRequest, guild: Guild) -> User:
    """Return the person who tests. Raises PermissionDenied if they may not, or no longer."""
    user = request.user
    if user.is_authenticated and not missing_step(request):
        own = guild_of(request)
        if user.may(Right.PEOPLE) or (own is not None and own.pk == guild.pk):
            return user
    raise PermissionDenied
