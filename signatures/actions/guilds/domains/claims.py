"""What an address at a guild's own domain shows: the weakest of a guild's proofs.

Nothing here costs those who use another way a query: which guilds have which domains is known
from the guilds to choose from, and the choice is a column of the signature.
"""

from django.db import connection

from signatures.actions.evidence.recording import Proof
from signatures.models import Attestation, Guild, Signature
from signatures.text import addresses

METHOD = Attestation.Method.GUILD_DOMAIN

# The lock lets a domain be taken out of use only before or after, never meanwhile.
FIND = """
    SELECT domain.id
    FROM signatures_guilddomain domain JOIN signatures_guild guild ON guild.id = domain.guild_id
    WHERE domain.guild_id = %s AND domain.name = %s AND domain.confirmed_at IS NOT NULL
        AND domain.ended_at IS NULL AND 'guild_domain' = ANY (guild.methods)
    FOR SHARE OF domain
"""


def chosen(guild: Guild | None, email: str) -> int | None:
    """Return the guild (its id) to remember with a signature until its mail is confirmed.

    Only one at whose domain ``email`` is: the choice alone is nobody's business.
    """
    fits = guild and email and guild.has_at_its_domain(addresses.mailbox(email))
    return guild.pk if fits else None


def redeem(signature: Signature) -> Proof | None:
    """Return what the address, just confirmed, shows of the guild that was chosen on the form."""
    return find(signature, signature.chosen_guild_id) if signature.chosen_guild_id else None


def find(signature: Signature, guild: int) -> Proof | None:
    """Return the proof that ``signature`` has by its address, if that is at the guild's domain.

    Call in the transaction that adds it; whether the address is confirmed is for the caller.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND, [guild, signature.mail_domain])
        return Proof(METHOD, guild) if cursor.fetchone() else None
