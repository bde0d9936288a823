"""Proof of membership by signing in with a guild, and the settings of sign-in."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures import tokens
from signatures.actions.evidence import proofs
from signatures.actions.evidence.proving import Proof
from signatures.actions.guilds.sign_in import claim_values, descriptions, turns
from signatures.actions.guilds.sign_in.claim_values import MISSING
from signatures.actions.record_keeping import audit_log, rate_limits
from signatures.actions.signing import sign as signing
from signatures.errors import NotAMemberError, UsedLinkError, UsedMembershipError
from signatures.models import (
    Attestation,
    Decision,
    Guild,
    GuildSignIn,
    RevokedProof,
    Signature,
    SignedInMember,
    User,
)
from signatures.renditions.small_counts import hide_small

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
TESTED = ("issuer", "client_id", "scope", "status_claim", "accepted", "guild_value", "auth_method")


@dataclass(frozen=True)
class Member:
    """The claims read from a guild's answer. ``subject`` is never stored.

    ``claims`` are the names of all that it sent, for those who test a connection.
    """

    subject: str
    status: Any
    guild: Any = None
    claims: frozenset[str] = frozenset()


def prove(signature: Signature, sign_in: GuildSignIn, member: Member) -> Signature:
    """Add the guild's proof to ``signature``, whose signatory has just signed in with it.

    The same member may repeat it. Raises NotAMemberError, UsedMembershipError, UsedLinkError for
    a deleted signature, and what ``signing.attest`` raises.
    """
    check(member, sign_in)
    guild = sign_in.guild
    with transaction.atomic():
        if not Signature.objects.select_for_update().filter(pk=signature.pk).exists():
            raise UsedLinkError
        _take(signature, sign_in, member)
        proof = Proof(Attestation.Method.GUILD_SSO, guild=guild.pk)
        proven = signing.attest(signature, proof)
    _watch(guild)
    return proven


@transaction.atomic
def configure(typed: GuildSignIn, *, secret: str, by: User) -> None:
    """Save the sign-in settings of a guild. An empty ``secret`` keeps the present one.

    Members are offered changed settings once someone has tested them; see ``note_test``.
    """
    before = GuildSignIn.objects.select_for_update().filter(guild=typed.guild_id).first()
    if secret:
        typed.sealed_secret = tokens.seal(secret, purpose="sign_in")
    typed.pk = before.pk if before else None
    typed.changed_by, typed.changed_at = by, timezone.now()
    is_same = before is not None and not secret and _tested(before) == _tested(typed)
    typed.tested_at = before.tested_at if before and is_same else None
    typed.save()
    descriptions.clear(typed.issuer)
    turns.forgive(typed.issuer)
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"sign-in with {typed.guild.slug}",
        from_state=_words(before) if before else "",
        to_state=_words(typed),
        reason="with a new secret" if secret else "",
    )


@transaction.atomic
def note_test(tested: GuildSignIn, *, by: User) -> bool:
    """Open sign-in to members: ``by`` has just signed in with these settings and was accepted.

    Return False if the settings have changed since the test began.
    """
    found = GuildSignIn.objects.select_for_update().select_related("guild").get(pk=tested.pk)
    if found.changed_at != tested.changed_at:
        return False
    GuildSignIn.objects.filter(pk=found.pk).update(tested_at=timezone.now())
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"sign-in with {found.guild.slug}",
        to_state="tested: someone signed in and was accepted as a member",
    )
    return True


def revoke_proofs(guild: Guild, *, since: datetime, by: User) -> int:
    """Revoke all proofs by sign-in with ``guild`` since ``since`` and return how many."""
    method = Attestation.Method.GUILD_SSO
    found = guild.attestations.filter(method=method, attested_at__gte=since)
    ids = list(found.values_list("pk", flat=True))
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        subject=f"sign-in with {guild.slug}",
        to_state=f"{hide_small(len(ids))} proofs taken back",
        reason=f"since {since:%Y-%m-%d %H:%M} UTC",
    )
    return proofs.revoke(ids, reason=RevokedProof.Reason.SIGN_IN, by=by)


def delete_of_closed() -> int:
    """Delete the fingerprints of memberships for statements no one can confirm any more.

    Return how many.
    """
    before = timezone.now() - settings.CONFIRM_WITHIN
    return SignedInMember.objects.filter(statement__closes_at__lt=before).delete()[0]


def check(member: Member, sign_in: GuildSignIn) -> None:
    """Raise NotAMemberError, with a reason that says nothing about the person."""
    claim = sign_in.status_claim
    if member.status is MISSING:
        raise NotAMemberError(f"there is no claim {claim}")
    if not claim_values.is_accepted(member.status, sign_in.accepted_values):
        kind = claim_values.kind(member.status)
        raise NotAMemberError(f"the value of {claim} ({kind}) is not among the accepted ones")
    if member.guild is None:
        return
    guild = sign_in.guild
    own = [sign_in.guild_value] if sign_in.guild_value else [guild.slug, guild.short, guild.name]
    if not claim_values.is_accepted(member.guild, own):
        raise NotAMemberError("the claim guild names another guild")


def _take(signature: Signature, sign_in: GuildSignIn, member: Member) -> None:
    """Bind the membership to ``signature``. The constraint lets one of two simultaneous calls win.

    Raises UsedMembershipError.
    """
    who = f"{sign_in.issuer} {member.subject} {signature.statement_id}"
    taken = SignedInMember.objects.filter(
        statement=signature.statement_id,
        guild=sign_in.guild_id,
        fingerprint__in=tokens.fingerprints(who, purpose="sign_in"),
    )
    mine = SignedInMember(
        signature=signature,
        statement_id=signature.statement_id,
        guild_id=sign_in.guild_id,
        fingerprint=tokens.fingerprint(who, purpose="sign_in"),
        key_id=tokens.key_id(),
    )
    if not taken.exists():
        SignedInMember.objects.bulk_create([mine], ignore_conflicts=True)
    if taken.exclude(signature=signature).exists():
        raise UsedMembershipError


def _watch(guild: Guild) -> None:
    hits = rate_limits.count(f"sign-ins with guild {guild.pk}", [HOUR])
    if hits[HOUR] == settings.SIGN_INS_USUAL + 1:
        logger.warning("More than %s sign-ins with %s in an hour", hits[HOUR] - 1, guild.slug)


def _words(sign_in: GuildSignIn) -> str:
    accepted = ", ".join(sign_in.accepted_values)
    where = f"{sign_in.client_id} at {sign_in.issuer}"
    return f"{where}, {sign_in.scope}, {sign_in.status_claim}: {accepted}"


def _tested(sign_in: GuildSignIn) -> list[Any]:
    """Return the settings that a test tests. The age of a sign-in is not one of them."""
    return [getattr(sign_in, name) for name in TESTED]
