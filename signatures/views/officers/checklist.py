"""The ways to confirm members, as an officer's first page lists them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds import readiness
from signatures.models import Guild
from signatures.models.proof_methods import GUILD_METHODS, Method, strongest_first


class Step(NamedTuple):
    """The effort of a way, the first thing to do for it, and the page to do it on."""

    effort: str | Promise
    to_do: str | Promise
    page: str


STEPS: Mapping[str, Step] = {
    Method.GUILD_SSO: Step(
        _("a day for your IT, if members have an account with you"),
        _("Your IT registers this site at your sign-in server; then you test it."),
        "guild_sign_in_trial",
    ),
    Method.GUILD_CODE: Step(
        _("an hour, and one mailing"),
        _("Request codes, download them once an owner agrees, and send one to each member."),
        "guild_codes",
    ),
    Method.GUILD_OFFICER: Step(
        _("a minute for each member who asks"),
        _("Answer the people who ask, within a few days."),
        "guild_queue",
    ),
    Method.GUILD_ROSTER: Step(
        _("an hour, again whenever your list changes"),
        _("Run the tool on your member list and upload its file."),
        "guild_roster",
    ),
    Method.GUILD_DOMAIN: Step(
        _("a line in your DNS"),
        _("Add the domain, wait for an owner, then add the record."),
        "guild_domains",
    ),
}


def rows(guild: Guild) -> list[dict[str, Any]]:
    """Return a row for each way, the strongest first."""
    ways = [each for each in strongest_first() if each in GUILD_METHODS]
    return [
        {
            "label": each.label,
            "place": place,
            "proves": each.proves,
            "effort": STEPS[each.name].effort,
            "to_do": STEPS[each.name].to_do,
            "url": reverse(STEPS[each.name].page, args=[guild.slug]),
            "is_on": each.name in guild.methods,
            "is_ready": readiness.is_ready(guild, each.name),
        }
        for place, each in enumerate(ways, 1)
    ]
