"""A guild's e-mail domains: added and confirmed by officers, used by signatories, removed."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from signatures.actions.evidence import proofs
from signatures.actions.guilds.domains import claims, dns_records
from signatures.actions.record_keeping import audit_log, page_cache, rate_limits
from signatures.actions.signing import sign as signing
from signatures.errors import (
    FloodError,
    NoRecordError,
    NotApprovedError,
    NotAtDomainError,
    SamePersonError,
    TakenDomainError,
)
from signatures.models import Decision, Guild, GuildDomain, RevokedProof, Signature, User

LABEL = "_letter-members"  # name of the DNS record, below the domain


def record_name(domain: GuildDomain) -> str:
    """Return the name of the DNS record that confirms ``domain``."""
    return f"{LABEL}.{domain.name}"


def record_text(domain: GuildDomain) -> str:
    """Return the text of the DNS record. It may be public, because no one else can use it."""
    return f"guild={domain.secret}"


@transaction.atomic
def add(guild: Guild, name: str, *, by: User) -> GuildDomain:
    """Add a domain to ``guild``. It proves nothing until it is confirmed. May be repeated."""
    new = {"secret": secrets.token_urlsafe(24), "added_by": by}
    domain, is_new = GuildDomain.objects.get_or_create(guild=guild, name=name, defaults=new)
    if is_new:
        _log(domain, "", "added", by)
    return domain


@transaction.atomic
def approve(domain: GuildDomain, *, by: User) -> bool:
    """Agree, as an owner, that ``domain`` is the guild's. Return False if that is decided.

    Raises SamePersonError for the officer who added it.
    """
    if domain.added_by_id == by.pk:
        raise SamePersonError
    waiting = GuildDomain.objects.filter(pk=domain.pk, approved_at=None, confirmed_at=None)
    if not waiting.update(approved_at=timezone.now(), approved_by=by):
        return False
    _log(domain, "added", "approved", by)
    return True


def confirm(domain: GuildDomain, *, by: User) -> None:
    """Confirm a domain by its DNS record. From then on, addresses there show membership.

    May be repeated. Raises NotApprovedError before an owner agrees, NoRecordError, DnsAwayError,
    TakenDomainError, and FloodError when the guild's officers try too often.
    """
    if domain.approved_at is None and domain.confirmed_at is None:
        raise NotApprovedError
    hits = rate_limits.count(f"domains of guild {domain.guild_id}", settings.DNS_LIMITS)
    if over := rate_limits.exceeded(hits, settings.DNS_LIMITS):
        raise FloodError(over)
    if record_text(domain) not in dns_records.texts(record_name(domain)):
        raise NoRecordError
    try:
        _confirm(domain, by)
    except IntegrityError as error:
        raise TakenDomainError from error


def remove(domain: GuildDomain, *, by: User) -> int:
    """End the use of a domain, revoke its proofs and return how many there were.

    The first step is committed by itself, so that no one gains a proof during the second.
    May be repeated if the second was interrupted.
    """
    _end(domain, by)
    of_guild = domain.guild.attestations.filter(method=claims.METHOD)
    there = of_guild.filter(signature__mailbox__endswith=f"@{domain.name}")
    reason = RevokedProof.Reason.DOMAIN
    taken = proofs.revoke(list(there.values_list("pk", flat=True)), reason=reason, by=by)
    GuildDomain.objects.filter(pk=domain.pk, ended_at__isnull=False).delete()
    return taken


@transaction.atomic
def prove(signature: Signature, *, guild: Guild) -> Signature:
    """Add the proof that the confirmed address of ``signature`` is at a domain of ``guild``.

    May be repeated. Raises NotAtDomainError and what ``signing.attest`` raises.
    """
    has_it = signature.attestations.filter(method=claims.METHOD, guild=guild).exists()
    if has_it:
        return signature
    proof = claims.find(signature, guild.pk) if signature.address_is_confirmed else None
    if proof is None:
        raise NotAtDomainError
    return signing.attest(signature, proof)


@transaction.atomic
def _confirm(domain: GuildDomain, by: User) -> None:
    waiting = GuildDomain.objects.filter(pk=domain.pk, confirmed_at=None)
    if waiting.update(confirmed_at=timezone.now()):
        _log(domain, "approved", "confirmed by DNS", by)
        page_cache.invalidate_on_commit()


@transaction.atomic
def _end(domain: GuildDomain, by: User) -> None:
    if GuildDomain.objects.filter(pk=domain.pk, ended_at=None).update(ended_at=timezone.now()):
        _log(domain, "confirmed" if domain.confirmed_at else "added", "removed", by)
        page_cache.invalidate_on_commit()


def _log(domain: GuildDomain, before: str, after: str, by: User) -> None:
    subject = f"{domain.guild.slug}, mail domain {domain.name}"
    audit_log.record(
        Decision.About.GUILD, subject=subject, from_state=before, to_state=after, by=by
    )
