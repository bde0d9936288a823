"""Proof of membership by a member's number and name on the guild's roster.

Every fault raises the same NotOnRosterError: an unknown number, another name, or a member used
for another signature. What a try costs depends only on what was typed. It is counted first, so
that simultaneous requests cannot exceed the limits, and hashed once, outside the transaction.
"""

import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from signatures.actions.evidence.proving import Proof
from signatures.actions.guilds import attempts
from signatures.actions.guilds.roster import hashing, keys
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import Source
from signatures.errors import NotOnRosterError, TooManyGuessesError
from signatures.models import Attestation, Guild, OutgoingMail, Roster, RosterClaim, Signature
from signatures.text import fingerprints
from signatures.text.fingerprints import ADDRESS, MOST_PARTS

METHOD = Attestation.Method.GUILD_ROSTER
CANDIDATES = MOST_PARTS + 2  # the whole surname, its parts, and the address

# The lock prevents another version from replacing this one while it is read.
CURRENT = """
    SELECT roster.id, roster.officer_id
    FROM signatures_roster roster JOIN signatures_guild guild ON guild.id = roster.guild_id
    WHERE roster.guild_id = %s AND state = 'current' AND key_id = %s
        AND 'guild_roster' = ANY (guild.methods)
    FOR KEY SHARE OF roster
"""
FIND = """
    SELECT kind, of_member FROM signatures_rosterfingerprint
    WHERE roster_id = %s AND fingerprint = ANY (%s)
"""
# The second claim of a member finds the row of the first. It succeeds only for the same signature.
TAKE = """
    INSERT INTO signatures_rosterclaim AS there
        (roster_id, guild_id, statement_id, signature_id, member, claimed_at)
    VALUES (%(roster)s, %(guild)s, %(statement)s, %(signature)s, %(member)s, %(now)s)
    ON CONFLICT (guild_id, statement_id, member) DO UPDATE SET roster_id = excluded.roster_id
    WHERE there.signature_id = excluded.signature_id
    RETURNING id
"""


class Member(NamedTuple):
    """A member as typed by a signatory. ``surname`` may be empty if the address proves it."""

    number: str
    surname: str


class TypedHashes(NamedTuple):
    """Hashes of what a member typed, in the form in which the database stores them.

    ``member_of_first`` stands for the member in rosters of the first scheme.
    """

    roster: Roster
    hashes: list[bytes]
    member_of_first: bytes


def claim(signature: Signature, member: Member, *, guild: Guild, source: Source) -> Signature:
    """Add the proof by the guild's roster to ``signature`` and return the signature.

    A signature that has this proof already stays as it is. Raises NotOnRosterError,
    TooManyGuessesError, PausedWayError, BusyError, and what ``signing.attest`` raises.
    """
    if signature.attestations.filter(method=METHOD, guild=guild).exists():
        return signature
    attempts.check(guild, METHOD)
    try:
        with hashing.place():
            _count(signature, source)
            typed = _typed(signature, member, guild)
        proven = _claim(signature, typed, guild)
    except NotOnRosterError:
        attempts.wrong(guild, METHOD)
        raise
    attempts.right(guild, METHOD)
    return proven


def used_for(
    signature: Signature, member: Member, *, guild: Guild, source: Source
) -> tuple[Signature | None, bool]:
    """Return the other signature of the statement that ``member`` was used for, or None.

    And whether the roster has the confirmed address of ``signature`` for that member. Counts and
    raises as ``claim`` does, but raises no NotOnRosterError.
    """
    attempts.check(guild, METHOD)
    try:
        with hashing.place():
            _count(signature, source)
            typed = _typed(signature, member, guild)
        with transaction.atomic():
            _, _, found = _look(guild, typed.roster.key_id, typed.hashes)
    except NotOnRosterError:
        attempts.wrong(guild, METHOD)
        return None, False
    members = [bytes(each) for _, each in found if each] + [typed.member_of_first]
    used = RosterClaim.objects.filter(guild=guild, statement=signature.statement_id)
    other = used.filter(member__in=members).exclude(signature=signature).first()
    return other.signature if other else None, ADDRESS in {kind for kind, _ in found}


def confirmed_address(signature: Signature) -> str:
    """Return the address that the signatory has confirmed, or "" if there is none."""
    by_mail = signature.attestations.filter(method=Attestation.Method.EMAIL)
    return signature.email if signature.email and by_mail.exists() else ""


def in_use(guild: Guild) -> Roster | None:
    """Return the roster that can prove membership of ``guild`` now, or None."""
    if not keys.are_there():
        return None
    key = keys.of_guild(guild)
    names = [keys.name_of(key, scheme) for scheme in (keys.FIRST, keys.SLOW)]
    return Roster.objects.current().filter(guild=guild, key_id__in=names).first()


def _count(signature: Signature, source: Source) -> None:
    who = signature.folded_address or signature.pk
    counted = {f"rosters for {who}": settings.ROSTER_TRIES_SIGNATURE}
    if not source.shared:
        counted[f"rosters {source.limited}"] = settings.ROSTER_TRIES
        counted[f"rosters of {source.network}"] = settings.ROSTER_TRIES_NETWORK
    over = [
        rate_limits.exceeded(rate_limits.count(what, most), most) for what, most in counted.items()
    ]
    if any(over):
        raise TooManyGuessesError(rate_limits.full(counted) or max(filter(None, over)))


def _typed(signature: Signature, member: Member, guild: Guild) -> TypedHashes:
    """Return the hashes of what was typed, as the roster in use has them.

    Raises NotOnRosterError if there is no roster.
    """
    roster = in_use(guild)
    if roster is None:
        raise NotOnRosterError
    key = keys.of_guild(guild)
    number = fingerprints.number(member.number, key.rules)
    names = fingerprints.surnames(member.surname, spellings=roster.scheme != keys.FIRST)
    mail = fingerprints.address(confirmed_address(signature))
    seconds = [each for each in [*names, mail] if each and number]
    if roster.scheme == keys.FIRST:
        found = [fingerprints.first_hash(key, number, each) for each in seconds]
    else:
        found = hashing.hashes(key, number, seconds)
    return TypedHashes(
        roster, [keys.stored_hash(each) for each in found], keys.member_of_first(key, number)
    )


@transaction.atomic
def _claim(signature: Signature, typed: TypedHashes, guild: Guild) -> Signature:
    roster, officer, found = _look(guild, typed.roster.key_id, typed.hashes)
    member = next((bytes(each) for _, each in found if each), typed.member_of_first)
    _check_first(typed, member, signature, guild)
    _take(roster, signature, member, guild)
    with_mailbox = ADDRESS in {kind for kind, _ in found}
    proven = signing.attest(signature, Proof(METHOD, guild.pk, officer, with_mailbox))
    if with_mailbox:
        OutgoingMail.objects.create(signature=signature, kind=OutgoingMail.Kind.MEMBER_USED)
    return proven


def _look(guild: Guild, key_id: str, kept: list[bytes]) -> tuple[int, int, list[tuple[str, Any]]]:
    """Return the ids of the roster in use and its officer, and which of ``kept`` are on it."""
    padded = kept + [secrets.token_bytes(32) for _ in range(CANDIDATES - len(kept))]
    with connection.cursor() as cursor:
        cursor.execute(CURRENT, [guild.pk, key_id])
        current = cursor.fetchone()
        cursor.execute(FIND, [current[0] if current else None, padded])
        found = cursor.fetchall()
    if current is None or not found:
        raise NotOnRosterError
    return current[0], current[1], found


def _check_first(typed: TypedHashes, member: bytes, signature: Signature, guild: Guild) -> None:
    """Raise NotOnRosterError if another signature used the membership by the first scheme."""
    if member == typed.member_of_first:
        return
    used = RosterClaim.objects.filter(guild=guild, statement=signature.statement_id)
    if used.filter(member=typed.member_of_first).exclude(signature=signature).exists():
        raise NotOnRosterError


def _take(roster: int, signature: Signature, member: bytes, guild: Guild) -> None:
    Signature.objects.select_for_update().get(pk=signature.pk)
    RosterClaim.objects.filter(signature=signature, guild=guild).exclude(member=member).delete()
    facts: dict[str, Any] = {
        "roster": roster,
        "guild": guild.pk,
        "statement": signature.statement_id,
        "signature": signature.pk,
        "member": member,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        if not cursor.fetchone():
            raise NotOnRosterError
