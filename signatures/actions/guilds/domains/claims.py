"""Proof of membership by an e-mail address at a guild's domain, the weakest of a guild's proofs.

Signatories who use another proof cost no query: the list of guilds to choose from includes their
domains, and the choice is a column of the signature.
"""

from django.db import connection

from signatures.actions.evidence.proving import Proof
from signatures.models import Attestation, Guild, Signature
from signatures.text import addresses

METHOD = Attestation.Method.GUILD_DOMAIN

# The lock prevents the removal of the domain until the transaction ends.
FIND = """
    SELECT guild.address_is_membership
    FROM signatures_guilddomain domain JOIN signatures_guild guild ON guild.id = domain.guild_id
    WHERE domain.guild_id = %s AND domain.name = %s AND domain.confirmed_at IS NOT NULL
        AND domain.ended_at IS NULL AND 'guild_domain' = ANY (guild.methods)
    FOR SHARE OF domain
"""


def chosen(guild: Guild | None, email: str) -> int | None:
    """Return the id of the guild to store with a signature until its address is confirmed.

    Return None unless ``email`` is at a domain of ``guild``: the choice alone is private.
    """
    if guild and email and guild.has_at_its_domain(addresses.mailbox(email)):
        return guild.pk
    return None


def redeem(signature: Signature) -> Proof | None:
    """Return the proof for the guild chosen on the form, from the address just confirmed."""
    return find(signature, signature.chosen_guild_id) if signature.chosen_guild_id else None


def find(signature: Signature, guild: int) -> Proof | None:
    """Return the proof by the address of ``signature``, or None if it is at no domain of the guild.

    None too where only members sign and the guild has not declared that only members have such
    addresses. Call it in the transaction that adds the proof. The caller checks that the address
    is confirmed.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND, [guild, signature.mail_domain])
        found = cursor.fetchone()
    if found is None or (signature.statement.needs_guild and not found[0]):
        return None
    return Proof(METHOD, guild, is_membership=found[0])
