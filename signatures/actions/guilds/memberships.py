"""How often one membership can count, and statements with more signatures than members.

Each way takes a membership once per statement: a code, a number of the roster, a member who signs
in, a mailbox. But nothing says that a code and a number belong to one person, because the site
must not learn who got which code. So each further way may count the same membership again, and
pages say so. Where a guild has more signatures than members, everyone is told.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext

from signatures.actions.counts import tallies
from signatures.actions.guilds import warnings
from signatures.actions.record_keeping import audit_log
from signatures.models import Attestation, Decision, Guild, Signature, Statement, Tally

NOTED = "more signatures than members"


class Excess(NamedTuple):
    """A statement that more people signed as members of ``guild`` than it has declared."""

    guild: Guild
    statement: int
    number: int


def ways_used(guild: Guild) -> dict[int, int]:
    """Return in how many ways members of ``guild`` proved it, by statement; cached briefly."""
    key = f"ways-of-guild-{guild.pk}"
    found: dict[int, int] | None = caches["pages"].get(key)
    if found is None:
        published = Attestation.objects.filter(
            guild=guild, is_membership=True, signature__state=Signature.State.PUBLISHED
        )
        rows = published.order_by().values_list("signature__statement")
        found = dict(rows.annotate(ways=Count("method", distinct=True)))
        caches["pages"].set(key, found, settings.COUNT_CACHE_TIMEOUT.total_seconds())
    return found


def excesses(statements: Iterable[int]) -> list[Excess]:
    """Return each guild with more signatures of one of ``statements`` than declared members."""
    guilds = {str(each.pk): each for each in Guild.objects.filter(members__gt=0)}
    if not guilds:
        return []
    counted = tallies.read(statements, Tally.Dimension.GUILD)
    return [
        Excess(guilds[value], statement, number)
        for (statement, _, value), number in sorted(counted.items())
        if value in guilds and number > (guilds[value].members or 0)
    ]


def warn() -> int:
    """Tell the owners of each new excess, with a line in the log. Return how many were new.

    May be repeated: an excess is new until the log has its line, and again when the guild has
    declared another number.
    """
    shown = Statement.objects.filter(archived_at=None).values_list("pk", flat=True)
    return sum(_warn(each) for each in excesses(shown))


@transaction.atomic
def _warn(excess: Excess) -> bool:
    guild = Guild.objects.select_for_update(no_key=True).get(pk=excess.guild.pk)
    subject = f"{guild.slug}: {guild.members} members declared"
    of_statement = Decision.objects.filter(about=Decision.About.GUILD, statement=excess.statement)
    if of_statement.filter(subject=subject, to_state=NOTED).exists():
        return False
    statement = Statement.objects.get(pk=excess.statement)
    audit_log.record(
        Decision.About.GUILD, by=None, statement=statement, subject=subject, to_state=NOTED
    )
    text = gettext("“%(slug)s” has more signatures of members of %(guild)s than it has members.")
    warnings.tell(
        warnings.owners(),
        subject=gettext("More signatures than members"),
        text=text % {"slug": statement.slug, "guild": guild.name},
        advice=gettext(
            "One member may have signed in several ways, or the declared number is too low. The "
            "public pages say so. You can leave the guild one way, or correct the number of "
            "members."
        ),
        path=reverse("desk_guild", args=[guild.pk]),
    )
    return True
