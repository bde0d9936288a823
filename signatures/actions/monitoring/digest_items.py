"""Items of a digest: what waits for an organizer or officer, and whether it is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from signatures.actions.counts import totals
from signatures.actions.mail import health
from signatures.models import (
    CodeBatch,
    Endorsement,
    GuildDomain,
    HoldReason,
    IdentityClaim,
    Officer,
    Right,
    Roster,
    Signature,
    Statement,
    User,
    VouchRequest,
)

ALARM_EVERY = timedelta(days=1)


BURSTS = [HoldReason.NETWORK_BURST.value, HoldReason.DOMAIN_BURST.value]


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One line of a digest, and the page about it."""

    text: str
    path: str
    is_new: bool
    is_about_mail: bool = False


def waiting(user: User, *, since: datetime | None = None) -> list[Item]:
    """Return what waits for ``user``; what came after ``since`` is new, everything for None."""
    since = since or LONG_AGO
    items: list[Item] = []
    if user.may(Right.SIGNATURES):
        items += _claims(user, since)
        items += _held(user, since)
    if user.may(Right.ORGANIZATIONS):
        items += _endorsements(user, since)
    if user.may(Right.OPERATION):
        items += _mail(user)
    if user.may(Right.PEOPLE):
        items += _guilds(since)
    officer = Officer.objects.filter(user=user).select_related("guild").first()
    if officer:
        items += _requests(officer, since)
    return items


def _claims(user: User, since: datetime) -> Iterator[Item]:
    """Yield the reports of people who did not sign, which come before everything else."""
    theirs = Statement.objects.filter(user.their_statements(), archived_at=None)
    waiting = IdentityClaim.objects.filter(
        state=IdentityClaim.State.WAITING, signature__statement__in=theirs
    )
    counted = waiting.values("signature__statement__slug").annotate(
        number=Count("pk"), new=Count("pk", filter=Q(confirmed_at__gt=since))
    )
    for row in counted.order_by("signature__statement__slug"):
        slug, number = row["signature__statement__slug"], row["number"]
        text = ngettext(
            "%(slug)s: %(number)s person on the list says that they did not sign",
            "%(slug)s: %(number)s people on the list say that they did not sign",
            number,
        )
        path = reverse("desk_claims", args=[slug])
        yield Item(text % {"slug": slug, "number": number}, path, row["new"] > 0)


def _held(user: User, since: datetime) -> Iterator[Item]:
    theirs = Statement.objects.filter(user.their_statements())
    statements = list(theirs.filter(archived_at=None))
    numbers = totals.by_state(statements)
    new = Signature.objects.filter(
        statement__in=[each.pk for each in statements], state="held", attested_at__gt=since
    )
    counted = new.values("statement").annotate(
        number=Count("pk"), burst=Count("pk", filter=Q(hold_reasons__overlap=BURSTS))
    )
    fresh = {row["statement"]: row for row in counted.order_by()}
    for each in statements:
        path = reverse("desk_queue", args=[each.slug])
        row = fresh.get(each.pk, {"number": 0, "burst": 0})
        held = numbers.get((each.pk, Signature.State.HELD), 0)
        if held:
            yield Item(_names(each.slug, held, row["number"]), path, row["number"] > 0)
        if row["burst"]:
            text = gettext("%(slug)s: many signatures came at once from one network or domain")
            yield Item(text % {"slug": each.slug}, path, is_new=True)


def _names(slug: str, held: int, new: int) -> str:
    text = ngettext(
        "%(slug)s: %(held)s signature is under review, %(new)s of them new",
        "%(slug)s: %(held)s signatures are under review, %(new)s of them new",
        held,
    )
    return text % {"slug": slug, "held": held, "new": new}


def _endorsements(user: User, since: datetime) -> Iterator[Item]:
    theirs = Endorsement.objects.filter(user.their_statements("statement"))
    held = theirs.filter(state=Endorsement.State.HELD, statement__archived_at=None)
    counted = held.values("statement__slug").annotate(
        number=Count("pk"), new=Count("pk", filter=Q(confirmed_at__gt=since))
    )
    for row in counted.order_by("statement__slug"):
        slug = row["statement__slug"]
        text = ngettext(
            "%(slug)s: %(n)s organization asks to endorse",
            "%(slug)s: %(n)s organizations ask to endorse",
            row["number"],
        )
        path = reverse("desk_endorsements", args=[slug])
        yield Item(text % {"slug": slug, "n": row["number"]}, path, row["new"] > 0)


def _mail(user: User) -> Iterator[Item]:
    now = timezone.now()
    if health.read(now=now).state(now=now) == "ok":
        return
    is_new = user.digest_alarm_at is None or user.digest_alarm_at <= now - ALARM_EVERY
    text = gettext("E-mails are not being sent as they should be")
    yield Item(text, reverse("desk_operation"), is_new, is_about_mail=True)


def _guilds(since: datetime) -> Iterator[Item]:
    """Yield what officers have asked the owners to approve, a line for each guild and kind."""
    domains = GuildDomain.objects.filter(approved_at=None, confirmed_at=None, ended_at=None)
    waiting = {
        "desk_codes": CodeBatch.objects.filter(state=CodeBatch.State.ASKED),
        "desk_rosters": Roster.objects.filter(state=Roster.State.ASKED).annotate(
            asked_at=F("uploaded_at")
        ),
        "desk_guild_domains": domains.annotate(asked_at=F("added_at")),
    }
    for page, rows in waiting.items():
        counted = rows.values("guild__slug", "guild__name").annotate(
            number=Count("pk"), new=Count("pk", filter=Q(asked_at__gt=since))
        )
        for row in counted.order_by("guild__slug"):
            text = ngettext(
                "%(guild)s: %(n)s request is waiting for your approval",
                "%(guild)s: %(n)s requests are waiting for your approval",
                row["number"],
            )
            path = reverse(page, args=[row["guild__slug"]])
            words = text % {"guild": row["guild__name"], "n": row["number"]}
            yield Item(words, path, row["new"] > 0)


def _requests(officer: Officer, since: datetime) -> Iterator[Item]:
    mine = VouchRequest.objects.for_officer(officer.user_id).filter(guild=officer.guild)
    number = mine.count()
    if number:
        text = ngettext(
            "%(guild)s: %(n)s person asks you to vouch for them",
            "%(guild)s: %(n)s people ask you to vouch for them",
            number,
        )
        path = reverse("guild_queue", args=[officer.guild.slug])
        is_new = mine.filter(asked_at__gt=since).exists()
        yield Item(text % {"guild": officer.guild.name, "n": number}, path, is_new)
        yield from _late(officer, mine, path, since)


def _late(
    officer: Officer, mine: QuerySet[VouchRequest], path: str, since: datetime
) -> Iterator[Item]:
    """Remind of requests that have waited too long: new once, when their time has passed."""
    goal = settings.VOUCHING_GOAL
    late = mine.filter(asked_at__lte=timezone.now() - goal)
    number = late.count()
    if number:
        text = ngettext(
            "%(guild)s: %(n)s of them has waited for more than %(days)s days",
            "%(guild)s: %(n)s of them have waited for more than %(days)s days",
            number,
        )
        words = text % {"guild": officer.guild.name, "n": number, "days": goal.days}
        yield Item(words, path, late.filter(asked_at__gt=since - goal).exists())
