"""Revocation of an officer's yeses: they did not check, or someone else used their account."""

from datetime import datetime

from signatures.actions.evidence import proofs
from signatures.actions.record_keeping import audit_log
from signatures.models import Attestation, Decision, Guild, RevokedProof, User, VouchAnswer
from signatures.renditions.small_counts import hide_small


def revoke_proofs(guild: Guild, *, officer: User, since: datetime, by: User) -> int:
    """Revoke the proofs that ``officer`` gave since ``since``, alone or with another officer.

    Return the number of proofs.
    """
    said_yes = VouchAnswer.objects.filter(
        guild=guild, officer=officer, answer="yes", answered_at__gte=since
    )
    method = Attestation.Method.GUILD_OFFICER
    found = guild.attestations.filter(
        method=method, attested_at__gte=since, signature__in=said_yes.values("request__signature")
    )
    ids = list(found.values_list("pk", flat=True))
    audit_log.record(
        Decision.About.GUILD,
        by=by,
        person=officer,
        subject=f"vouching for {guild.slug}",
        to_state=f"{hide_small(len(ids))} proofs taken back",
        reason=f"since {since:%Y-%m-%d %H:%M} UTC",
    )
    return proofs.revoke(ids, reason=RevokedProof.Reason.OFFICER, by=by)
