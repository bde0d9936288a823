import pytest

from signatures.actions.guilds.domains import domains as guild_domains
from signatures.errors import (
    NotAtDomainError,
    UsedLinkError,
)
from signatures.models import Attestation, Decision
from tests.factories import (
    make_domain,
    make_guild,
    make_signature,
    make_text,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_domain"])


@pytest.fixture
def domain(guild):
    return make_domain(guild, "tin.example")


def signed(email, **fields):
    return make_signature(make_text(), email=email, **fields)


def methods(signature):
    return set(signature.attestations.values_list("method", flat=True))


@pytest.mark.parametrize("email", ["Ada+news@TIN.example", "a@tin.example"])
def test_confirmed_address_at_the_domain_proves(guild, domain, email):
    signature = signed(email)

    guild_domains.prove(signature, guild=guild)
    guild_domains.prove(signature, guild=guild)

    proof = Attestation.objects.get(method="guild_domain")
    assert (proof.signature, proof.guild) == (signature, guild)
    assert Decision.objects.filter(reason="also proven by guild_domain").count() == 1


@pytest.mark.table(
    "email",
    ["ada@mail.tin.example", "ada@xtin.example", "tin.example@x.example", "a@tin.example.org"],
)
def test_address_elsewhere_proves_nothing(guild, domain, email):
    signature = signed(email)

    with pytest.raises(NotAtDomainError):
        guild_domains.prove(signature, guild=guild)

    assert methods(signature) == {"email"}


def test_nothing_is_proven_unless_all_is_in_place(guild, domain):
    pending = signed("ada@tin.example", state="pending")
    with pytest.raises(NotAtDomainError):  # its address is not confirmed
        guild_domains.prove(pending, guild=guild)
    with pytest.raises(NotAtDomainError):  # another guild
        guild_domains.prove(signed("bea@tin.example"), guild=make_guild(methods=["guild_domain"]))
    guild.methods = ["guild_code"]
    guild.save()
    with pytest.raises(NotAtDomainError):  # switched off
        guild_domains.prove(signed("cleo@tin.example"), guild=guild)
    with pytest.raises((NotAtDomainError, UsedLinkError)):
        guild_domains.prove(make_withdrawn(make_text()), guild=guild)

    assert not Attestation.objects.filter(method="guild_domain").exists()
