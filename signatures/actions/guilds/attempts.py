"""Wrong attempts to prove membership, counted for each guild and for the whole site.

A limit for each source does not stop someone with many sources, so each guild has one as well.
Above it this way pauses, for this guild alone: a limit that paused all guilds would let strangers
lock every member out. Right attempts raise the limit, so that a launch with many typing errors
pauses nothing. The site has no such limit: above SITE_WRONG_ATTEMPTS the owners are told.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from signatures.actions.guilds import warnings
from signatures.actions.record_keeping import audit_log, rate_limits
from signatures.errors import PausedWayError
from signatures.models import Decision, Guild, PausedWay, User
from signatures.models.proof_methods import METHODS

HOUR = timedelta(hours=1)
LONG = timedelta(days=1)  # told to programs when a pause has no end


def check(guild: Guild, method: str) -> None:
    """Raise PausedWayError while ``method`` of ``guild`` is paused. Counts nothing."""
    pause = PausedWay.objects.on().filter(guild=guild, method=method).first()
    if pause:
        raise PausedWayError(pause.ends_at - timezone.now() if pause.ends_at else LONG)


def paused(guild: Guild) -> dict[str, PausedWay]:
    """Return the ways of ``guild`` that are paused now, by method."""
    return {each.method: each for each in PausedWay.objects.on().filter(guild=guild)}


def right(guild: Guild, method: str) -> None:
    """Count a right attempt, which allows one more wrong one within the hour."""
    rate_limits.count(_right(guild.pk, method), [HOUR])


def wrong(guild: Guild, method: str) -> None:
    """Count a wrong attempt; pause the way and tell its officers when there are too many.

    Call it outside the transaction that the attempt aborted.
    """
    hits = rate_limits.count(_wrong(guild.pk, method), [HOUR])[HOUR]
    most = settings.GUILD_WRONG_ATTEMPTS[method]
    if hits > most and hits > most + _count(_right(guild.pk, method)):
        _pause(guild, method, hits)
    wrong_somewhere(method)


def wrong_somewhere(method: str) -> None:
    """Count a wrong attempt for the whole site; tell the owners once it is above the limit."""
    [(window, most)] = settings.SITE_WRONG_ATTEMPTS[method].items()
    if rate_limits.count(_wrong("site", method), [window])[window] == most + 1:
        audit_log.record(
            Decision.About.GUILD,
            by=None,
            subject=f"whole site: {METHODS[method].label}",
            to_state=f"more than {most} wrong attempts",
        )
        _tell(warnings.owners(), _many(method, most), reverse("desk_guilds"))


@transaction.atomic
def open_again(guild: Guild, method: str, *, by: User) -> bool:
    """End a pause now, and forget the wrong attempts of this hour. Return False if it is over."""
    found = PausedWay.objects.on().filter(guild=guild, method=method)
    if not found.update(opened_at=timezone.now(), opened_by=by):
        return False
    rate_limits.reset(_wrong(guild.pk, method), [HOUR])
    _log(guild, method, "paused", "open again", by=by)
    return True


def alarms() -> list[str]:
    """Return a sentence for each paused way, and for each way under attack on the whole site."""
    pauses = PausedWay.objects.on().select_related("guild")
    found = [_pause_in_words(each.guild, each.method) for each in pauses]
    for method, limits in settings.SITE_WRONG_ATTEMPTS.items():
        if rate_limits.full({_wrong("site", method): limits}):
            found.append(_many(method, *limits.values()))
    return found


@transaction.atomic
def _pause(guild: Guild, method: str, hits: int) -> None:
    """Pause a way for WAY_PAUSED_FOR; soon after an earlier pause, until someone opens it."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    former = PausedWay.objects.filter(guild=guild, method=method).first()
    if former and former.is_on:
        return
    now = timezone.now()
    again = former and former.began_at > now - settings.WAY_PAUSED_AGAIN_WITHIN
    ends_at = None if again else now + settings.WAY_PAUSED_FOR
    begun = {"began_at": now, "ends_at": ends_at, "opened_at": None, "opened_by": None}
    PausedWay.objects.update_or_create(guild=guild, method=method, defaults=begun)
    _log(guild, method, "", f"paused: {hits} wrong attempts within an hour")
    text = _pause_in_words(guild, method)
    officers = warnings.officers(guild)
    _tell(officers, text, reverse("guild", args=[guild.slug]))
    owners = warnings.owners().exclude(pk__in=officers)
    _tell(owners, text, reverse("desk_attempts", args=[guild.slug]))


def _tell(people: Iterable[User], text: str, path: str) -> None:
    warnings.tell(
        people,
        subject=gettext("Too many wrong attempts to prove membership"),
        text=text,
        advice=gettext(
            "Someone may be guessing. Other ways and other guilds go on as before. You can end "
            "the pause."
        ),
        path=path,
    )


def _pause_in_words(guild: Guild, method: str) -> str:
    text = gettext("%(guild)s: “%(way)s” is paused after too many wrong attempts.")
    return text % {"guild": guild.name, "way": METHODS[method].label}


def _many(method: str, most: int) -> str:
    text = ngettext(
        "“%(way)s”: more than %(n)d wrong attempt at all guilds within ten minutes.",
        "“%(way)s”: more than %(n)d wrong attempts at all guilds within ten minutes.",
        most,
    )
    return text % {"way": METHODS[method].label, "n": most}


def _log(guild: Guild, method: str, before: str, after: str, by: User | None = None) -> None:
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"{guild.slug}: {METHODS[method].label}",
        from_state=before,
        to_state=after,
    )


def _count(what: str) -> int:
    return rate_limits.count(what, [HOUR], times=0)[HOUR]


def _wrong(where: int | str, method: str) -> str:
    return f"wrong {method} at {where}"


def _right(guild: int, method: str) -> str:
    return f"right {method} at {guild}"
