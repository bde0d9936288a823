"""Claims of members of a roster, for the tests of this folder."""

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from tests.factories import make_signature

HERE = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)


def claim(text, guild, number, surname, **fields):
    signature = make_signature(text, **fields)
    return roster_claims.claim(signature, Member(number, surname), guild=guild, source=HERE)
