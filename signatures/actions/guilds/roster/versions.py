"""Versions of a guild's roster, its list of members: uploaded, approved, in use, ended.

Each step is in the audit log. The states of a version (Roster.State):

    READING → READ → (ASKED →) CURRENT → REPLACED or DELETED; each of these three → REVOKED
    READING, READ or ASKED → DECLINED
    The worker (worker.py) finds in them what is left to do.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.actions.guilds.roster import keys, worker
from signatures.actions.record_keeping import audit_log
from signatures.errors import SamePersonError, UsedRosterError
from signatures.models import Decision, Guild, Roster, RosterPart, RosterRules, User

State = Roster.State


class ApprovalReason(TextChoices):
    """A reason why a version needs the approval of an owner, in words for officers and owners."""

    FIRST = "first", _("it is the first roster, or the first after one was deleted")
    OTHER_KEY = (
        "other_key",
        _(
            "it was made with another key or other rules than the version in use, so they cannot "
            "be compared"
        ),
    )
    CHANGED = (
        "changed",
        _("more than a tenth of the members are new or missing since an owner last agreed"),
    )
    LARGE = "large", _("it has more members than declared")


class Upload(NamedTuple):
    """A valid uploaded file: its date, its hash, and how many hashes of each kind it has."""

    dated: datetime.date  # the day on which the guild's list was correct
    sha256: str  # of the file, in hexadecimal
    members: int
    surnames: int
    addresses: int
    parts: Iterable[bytes]  # at most worker.CHUNK records each; see RosterPart for their format


@transaction.atomic
def set_number_rules(guild: Guild, *, prefixes: list[str], check_letter: bool, by: User) -> None:
    """Set by which rules members' numbers of ``guild`` are folded, and log the change.

    A number may begin with one of ``prefixes``, and end in a letter with ``check_letter``. The
    roster in use keeps the rules it was made with. May be repeated.
    """
    before = keys.rules_of(guild)
    rules = {"prefixes": prefixes, "check_letter": check_letter}
    RosterRules.objects.update_or_create(guild=guild, defaults=rules)
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"{guild.slug}, numbers of members",
        from_state=f"{', '.join(before.prefixes)} check letter: {before.check_letter}",
        to_state=f"{', '.join(prefixes)} check letter: {check_letter}",
    )


def log_key_download(guild: Guild, *, by: User) -> None:
    """Log that ``by`` has downloaded the key with which the guild makes its rosters."""
    audit_log.record(
        Decision.About.GUILD, by=by, subject=guild.slug, to_state="key of its rosters read"
    )


def upload(guild: Guild, found: Upload, *, by: User) -> Roster:
    """Store an officer's upload as a new version, and decline earlier ones not yet in use.

    A small one is read at once, a larger one by the worker. Each call makes another version.
    """
    roster = _store(guild, found, by)
    if roster.total <= worker.CHUNK:
        worker.read(roster.pk)
        roster.refresh_from_db()
    return roster


@transaction.atomic
def _store(guild: Guild, found: Upload, by: User) -> Roster:
    _lock(guild)
    for former in guild.rosters.on_its_way().select_related("guild"):
        _end(former, State.DECLINED, by, "another was uploaded")
    last = Roster.objects.filter(guild=guild).aggregate(last=Max("number"))["last"] or 0
    fields = found._asdict()
    parts = fields.pop("parts")
    roster = Roster.objects.create(
        guild=guild,
        number=last + 1,
        officer=by,
        key_id=keys.name_of(keys.of_guild(guild)),
        **fields,
    )
    for number, packed in enumerate(parts):
        RosterPart.objects.create(roster=roster, number=number, packed=packed)
    sizes = f"{roster.members} members, {roster.surnames} surnames, {roster.addresses} addresses"
    _log(roster, "", f"uploaded: {sizes}", by, f"SHA-256 {roster.sha256}")
    return roster


@transaction.atomic
def use(roster: Roster, *, by: User) -> Roster:
    """Put a version into use, or ask an owner to approve it first; return it as it is then.

    Raises UsedRosterError if it is not READ: someone has used or declined it already.
    """
    _lock(roster.guild)
    found = _locked(roster, State.READ)
    if why := approval_reasons(found):
        Roster.objects.filter(pk=found.pk).update(state=State.ASKED)
        _log(found, State.READ, State.ASKED, by, ", ".join(why))
    else:
        _put_into_use(found, by)
    found.refresh_from_db()
    return found


@transaction.atomic
def approve(roster: Roster, *, by: User) -> Roster:
    """Approve, as an owner, a version that an officer wants to use, and put it into use.

    Raises SamePersonError for the officer who uploaded it, and UsedRosterError if it is not ASKED.
    """
    _lock(roster.guild)
    found = _locked(roster, State.ASKED)
    if found.officer_id == by.pk:
        raise SamePersonError
    Roster.objects.filter(pk=found.pk).update(approved_by=by)
    _put_into_use(found, by)
    found.refresh_from_db()
    return found


@transaction.atomic
def decline(roster: Roster, *, by: User | None) -> None:
    """Decline a version that is not in use yet. Raises UsedRosterError if it is, or has ended."""
    _lock(roster.guild)
    found = _locked(roster, State.READING, State.READ, State.ASKED)
    _end(found, State.DECLINED, by)


@transaction.atomic
def delete(roster: Roster, *, by: User | None, why: str = "") -> None:
    """End the version in use; the worker deletes its fingerprints.

    Signatures keep their proofs. While a statement is open, the site still stores which member
    signed it, so that no one counts twice. After it closes, the worker deletes that too. Raises
    UsedRosterError if the version is not in use.
    """
    _lock(roster.guild)
    _end(_locked(roster, State.CURRENT), State.DELETED, by, why)


@transaction.atomic
def revoke(roster: Roster, *, by: User) -> None:
    """Revoke a version that is or was in use, with its proofs. Raises UsedRosterError."""
    _lock(roster.guild)
    found = _locked(roster, State.CURRENT, State.REPLACED, State.DELETED)
    Roster.objects.filter(pk=found.pk).update(revoked_by=by)
    _end(found, State.REVOKED, by)


def approval_reasons(roster: Roster) -> list[ApprovalReason]:
    """Return the reasons why an owner has to approve ``roster``; [] if no owner has to."""
    current = Roster.objects.current().filter(guild=roster.guild_id).first()
    if current is None:
        found = {ApprovalReason.FIRST: True}
    elif roster.joined is None or roster.missing is None:
        found = {ApprovalReason.OTHER_KEY: True}
    else:
        agreed, joined, missing = _since_an_owner_agreed(current)
        most = settings.ROSTER_CHANGE_USUAL * agreed
        changed = max(joined + roster.joined, missing + roster.missing)
        found = {ApprovalReason.CHANGED: changed > most}
    found[ApprovalReason.LARGE] = roster.members > (roster.guild.members or 0)
    return [each for each, holds in found.items() if holds]


def _since_an_owner_agreed(current: Roster) -> tuple[int, int, int]:
    """Return the members of the last version an owner approved, and all changes since.

    Many small changes count as the large one they make together. A member who left and came
    back counts in both, so an owner is asked too early rather than too late.
    """
    used = Roster.objects.filter(guild=current.guild_id, taken_at__isnull=False)
    approved = used.filter(approved_by__isnull=False).order_by("-number").first()
    if approved is None:
        return current.members, 0, 0
    later = used.filter(number__gt=approved.number)
    sums = later.aggregate(joined=Sum("joined"), missing=Sum("missing"))
    return approved.members, sums["joined"] or 0, sums["missing"] or 0


def _put_into_use(roster: Roster, by: User) -> None:
    now = timezone.now()
    former = Roster.objects.current().filter(guild=roster.guild_id).select_related("guild")
    for each in former.select_for_update(of=["self"]):
        _end(each, State.REPLACED, by)
    before = roster.state
    Roster.objects.filter(pk=roster.pk).update(state=State.CURRENT, taken_at=now, reached=0)
    _log(roster, before, State.CURRENT, by)


def _end(roster: Roster, state: str, by: User | None, why: str = "") -> None:
    ended = {"state": state, "ended_at": timezone.now(), "reached": None}
    if state == State.REVOKED:
        ended["reached"] = 0
    Roster.objects.filter(pk=roster.pk).update(**ended)
    _log(roster, roster.state, state, by, why)


def _lock(guild: Guild) -> None:
    """Lock ``guild`` so that its versions change one at a time."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)


def _locked(roster: Roster, *states: str) -> Roster:
    """Lock a version in one of ``states``, once claims of it have finished; UsedRosterError."""
    found = Roster.objects.select_for_update(of=["self"]).select_related("guild")
    locked = found.filter(pk=roster.pk, state__in=states).first()
    if locked is None:
        raise UsedRosterError
    return locked


def _log(roster: Roster, before: str, after: str, by: User | None, why: str = "") -> None:
    audit_log.record(
        Decision.About.GUILD,
        subject=roster.name,
        from_state=before,
        to_state=after,
        by=by,
        reason=why,
    )
