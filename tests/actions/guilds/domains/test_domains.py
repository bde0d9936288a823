"""A guild's mail domain, from an officer who names it to signatures that it vouches for."""

import pytest

from signatures.actions.guilds.domains import dns_records
from signatures.actions.guilds.domains import domains as guild_domains
from signatures.errors import (
    FloodError,
    NoRecordError,
    NotApprovedError,
    NotAtDomainError,
    SamePersonError,
    TakenDomainError,
)
from signatures.models import Decision, GuildDomain, RevokedProof, Signature
from tests.factories import (
    make_domain,
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_domain"])


@pytest.fixture
def olga(guild):
    return make_officer(guild).user


@pytest.fixture
def domain(guild):
    return make_domain(guild, "tin.example")


@pytest.fixture
def records(monkeypatch):
    """What the DNS holds, by name."""
    held = {}
    monkeypatch.setattr(dns_records, "texts", lambda name: held.get(name, []))
    return held


def signed(email, **fields):
    return make_signature(make_text(), email=email, **fields)


def approve(domain):
    guild_domains.approve(domain, by=make_organizer())
    domain.refresh_from_db()
    return domain


def methods(signature):
    return set(signature.attestations.values_list("method", flat=True))


def test_domain_counts_once_its_record_is_there(guild, olga, records):
    domain = guild_domains.add(guild, "tin.example", by=olga)
    assert guild_domains.add(guild, "tin.example", by=olga) == domain
    with pytest.raises(NotApprovedError):
        guild_domains.confirm(domain, by=olga)
    approve(domain)
    with pytest.raises(NoRecordError):
        guild_domains.confirm(domain, by=olga)
    assert not GuildDomain.objects.good().exists()

    records["_letter-members.tin.example"] = ["other", f"guild={domain.secret}"]
    guild_domains.confirm(domain, by=olga)
    guild_domains.confirm(domain, by=olga)

    assert GuildDomain.objects.good().get() == domain
    lines = Decision.objects.order_by("pk").values_list("subject", "to_state", "by")
    assert list(lines) == [
        ("tin, mail domain tin.example", "added", olga.pk),
        ("tin, mail domain tin.example", "approved", domain.approved_by_id),
        ("tin, mail domain tin.example", "confirmed by DNS", olga.pk),
    ]


def test_domain_is_of_one_guild(domain, records):
    other = make_guild()
    officer = make_officer(other).user
    theirs = guild_domains.add(other, "tin.example", by=officer)
    approve(theirs)
    records["_letter-members.tin.example"] = [f"guild={theirs.secret}"]

    with pytest.raises(TakenDomainError):
        guild_domains.confirm(theirs, by=officer)

    assert GuildDomain.objects.good().get() == domain


def test_owner_approves_a_domain_once_and_never_their_own(guild):
    owner = make_organizer()
    own = guild_domains.add(guild, "own.example", by=owner)
    with pytest.raises(SamePersonError):
        guild_domains.approve(own, by=owner)

    theirs = guild_domains.add(guild, "tin.example", by=make_officer(guild).user)
    assert guild_domains.approve(theirs, by=owner)
    assert not guild_domains.approve(theirs, by=owner)


def test_dns_is_not_asked_without_end(guild, olga, records):
    domain = approve(guild_domains.add(guild, "tin.example", by=olga))
    for _ in range(6):
        with pytest.raises(NoRecordError):
            guild_domains.confirm(domain, by=olga)

    with pytest.raises(FloodError):
        guild_domains.confirm(domain, by=olga)


def test_removed_domain_takes_back_what_it_proved(guild, domain, olga):
    other = make_domain(guild, "lead.example")
    kept, both, alone = (
        signed(f"{who}") for who in ("k@lead.example", "b@tin.example", "a@tin.example")
    )
    for each in (kept, both, alone):
        guild_domains.prove(each, guild=guild)
    alone.attestations.filter(method="email").delete()

    assert guild_domains.remove(domain, by=olga) == 2

    assert list(GuildDomain.objects.all()) == [other]
    assert methods(kept) == {"email", "guild_domain"}
    assert methods(both) == {"email"}
    states = Signature.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["published", "published", "held"]
    assert RevokedProof.objects.filter(reason="domain").count() == 2
    assert Decision.objects.filter(to_state="removed", by=olga).count() == 1
    assert (
        Decision.objects.filter(reason__contains="removed an e-mail domain", by=olga).count() == 3
    )


def test_removal_that_was_cut_short_is_finished_by_the_next(guild, domain, olga):
    signature = signed("ada@tin.example")
    guild_domains.prove(signature, guild=guild)
    guild_domains._end(domain, olga)
    with pytest.raises(NotAtDomainError):
        guild_domains.prove(signed("bea@tin.example"), guild=guild)

    assert guild_domains.remove(domain, by=olga) == 1

    assert not GuildDomain.objects.exists()
    assert methods(signature) == {"email"}
