"""Background work on rosters: reading uploads, flagging missing members, revoking, deleting.

The rows are the queue. Each step is a transaction of its own and stores its progress. A worker
skips rows that another has locked.
"""

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from signatures.actions.evidence import proofs
from signatures.actions.guilds.roster import keys, lapses
from signatures.models import (
    Attestation,
    RevokedProof,
    Roster,
    RosterClaim,
    RosterFingerprint,
    RosterPart,
)
from signatures.text.fingerprints import KINDS, MEMBER

State = Roster.State
CHUNK = 20_000  # fingerprints in one part
RECORD = 65  # bytes: a kind, a hash, and the hash that stands for the member
FIRST_RECORD = 33  # without the last
TAKEN_BACK_AT_ONCE = 1_000  # claims
COPY = "COPY signatures_rosterfingerprint (roster_id, kind, fingerprint, of_member) FROM STDIN"

COMPARE = f"""
    SELECT count(*) FILTER (WHERE former IS NULL), count(*) FILTER (WHERE latter IS NULL)
    FROM (SELECT fingerprint, 1 AS former FROM signatures_rosterfingerprint
        WHERE roster_id = %s AND kind = '{MEMBER}') one
    FULL JOIN (SELECT fingerprint, 1 AS latter FROM signatures_rosterfingerprint
        WHERE roster_id = %s AND kind = '{MEMBER}') other USING (fingerprint)
"""


def carry_on() -> int:
    """Do all work that is left and return the number of steps. May be repeated."""
    left = Q(state=State.READING) | Q(reached__isnull=False) | Q(forgotten_at=None)
    steps = 0
    for pk in Roster.objects.filter(left).order_by("pk").values_list("pk", flat=True):
        steps += read(pk) + lapses.compare(pk) + _revoke_proofs(pk) + _forget(pk)
    return steps


def read(pk: int) -> int:
    """Read the upload ``pk`` (an id) part by part and return the number of parts."""
    parts = 0
    while _read_part(pk):
        parts += 1
    return parts


@transaction.atomic
def _read_part(pk: int) -> bool:
    roster = _in_hand(pk, State.READING)
    if roster is None:
        return False
    part = RosterPart.objects.filter(roster=roster).order_by("number").first()
    if part is None:
        _finish(roster)
        return False
    records = bytes(part.packed)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write("".join(_lines(roster, records)))
    part.delete()
    done = F("done") + len(records) // record_size(roster.scheme)
    Roster.objects.filter(pk=pk).update(done=done)
    return True


def record_size(scheme: int) -> int:
    return FIRST_RECORD if scheme == keys.FIRST else RECORD


def _lines(roster: Roster, records: bytes) -> list[str]:
    kinds = {ord(kind): kind for kind in KINDS}
    size = record_size(roster.scheme)
    return [
        f"{roster.pk}\t{kinds[records[at]]}\t{_hex(records[at + 1 : at + 33])}"
        f"\t{_hex(records[at + 33 : at + size])}\n"
        for at in range(0, len(records), size)
    ]


def _hex(digest: bytes) -> str:
    return f"\\\\x{digest.hex()}" if digest else "\\N"


def _finish(roster: Roster) -> None:
    """Compare it with the version in use, if both have the same key and rules for numbers."""
    former = Roster.objects.current().filter(guild=roster.guild_id, key_id=roster.key_id).first()
    joined = missing = None
    if former:
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [former.pk, roster.pk])
            joined, missing = cursor.fetchone()
    Roster.objects.filter(pk=roster.pk).update(state=State.READ, joined=joined, missing=missing)


def _revoke_proofs(pk: int) -> int:
    steps = 0
    while _revoke_some(pk):
        steps += 1
    return steps


@transaction.atomic
def _revoke_some(pk: int) -> bool:
    """Revoke some proofs of a revoked version. Members may claim again by a later version."""
    roster = _in_hand(pk, State.REVOKED)
    if roster is None or roster.reached is None:
        return False
    found = RosterClaim.objects.filter(roster=roster).order_by("pk")
    chunk = dict(found.values_list("pk", "signature")[:TAKEN_BACK_AT_ONCE])
    attestations = Attestation.objects.filter(
        signature__in=chunk.values(), method=Attestation.Method.GUILD_ROSTER, guild=roster.guild_id
    )
    ids = list(attestations.values_list("pk", flat=True))
    proofs.revoke(ids, reason=RevokedProof.Reason.ROSTER, by=roster.revoked_by)
    RosterClaim.objects.filter(pk__in=chunk).delete()
    if chunk:
        return True
    lapses.remove_flags(roster)
    Roster.objects.filter(pk=pk).update(reached=None)
    return False


@transaction.atomic
def _forget(pk: int) -> int:
    """Delete the fingerprints of a version that has ended."""
    over = Roster.objects.over().filter(pk=pk, forgotten_at=None)
    if not over.select_for_update(of=["self"], skip_locked=True).exists():
        return 0
    RosterPart.objects.filter(roster=pk).delete()
    RosterFingerprint.objects.filter(roster=pk)._raw_delete(using=connection.alias)
    Roster.objects.filter(pk=pk).update(forgotten_at=timezone.now())
    return 1


def _in_hand(pk: int, state: str) -> Roster | None:
    rows = Roster.objects.filter(pk=pk, state=state).select_related("revoked_by")
    return rows.select_for_update(of=["self"], skip_locked=True).first()
