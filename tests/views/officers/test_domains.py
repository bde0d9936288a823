"""Officers name their guild's mail domains, against a DNS server of our own."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.guilds.domains import domains as guild_domains
from signatures.models import GuildDomain
from tests.dns_server import dns_server
from tests.factories import (
    make_domain,
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

DOMAINS = "/guilds/tin/domains/"


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_domain"])


@pytest.fixture
def olga(client, guild):
    user = make_officer(guild).user
    sign_in(client, user, reauthenticated=True)
    return user


@pytest.fixture
def records(settings):
    held = {}
    with dns_server(held) as address:
        settings.DNS_SERVERS = [address]
        yield held


@pytest.mark.usefixtures("olga")
def test_officer_adds_a_domain_and_confirms_it(client, records):
    assertRedirects(client.post(DOMAINS, {"domain": "@Tin.example"}), DOMAINS)
    domain = GuildDomain.objects.get()
    waiting = client.get(DOMAINS)
    assertContains(waiting, "Waiting for an owner")
    assertNotContains(waiting, "Check the record")
    refused = client.post(f"{DOMAINS}{domain.pk}/confirm/", follow=True)
    assertContains(refused, "An owner of this site has to approve the domain first.")
    guild_domains.approve(domain, by=make_organizer())
    page = client.get(DOMAINS)
    assertContains(page, "_letter-members.tin.example")
    assertContains(page, f"guild={domain.secret}")

    early = client.post(f"{DOMAINS}{domain.pk}/confirm/", follow=True)
    records["_letter-members.tin.example"] = [f'"guild={domain.secret}"']
    confirmed = client.post(f"{DOMAINS}{domain.pk}/confirm/", follow=True)

    assertContains(early, "was not found")
    assertContains(confirmed, "Confirmed: tin.example belongs to your guild.")
    assertNotContains(confirmed, "Check the record")
    assert GuildDomain.objects.good().count() == 1


@pytest.mark.usefixtures("olga")
@pytest.mark.table("domain", ["co.uk", "github.io"])
def test_domain_that_many_people_share_is_refused(client, domain):
    response = client.post(DOMAINS, {"domain": domain})

    assertContains(response, "Many people share this domain", status_code=422)
    assert not GuildDomain.objects.exists()


@pytest.mark.usefixtures("olga")
def test_mistakes_come_back_with_the_form(client):
    response = client.post(DOMAINS, {"domain": "gmail.com"})

    assertContains(response, "Anyone can get an address at this domain", status_code=422)
    assertContains(response, 'value="gmail.com"', status_code=422)
    assert not GuildDomain.objects.exists()


@pytest.mark.usefixtures("olga")
@pytest.mark.parametrize("what", ["confirm", "remove"])
def test_domain_of_another_guild_is_not_found(client, what):
    theirs = make_domain(make_guild(), "lead.example", confirmed=False)

    assert client.post(f"{DOMAINS}{theirs.pk}/{what}/").status_code == 404
    assertNotContains(client.get(DOMAINS), "lead.example")


@pytest.mark.usefixtures("olga")
@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(client, guild, number, django_assert_num_queries):
    for each in range(number):
        make_domain(guild, f"tin{each}.example")
    client.get(DOMAINS)

    with django_assert_num_queries(8):
        client.get(DOMAINS)


@pytest.mark.usefixtures("olga")
def test_officer_removes_a_domain_and_learns_no_number(client, guild):
    domain = make_domain(guild, "tin.example")
    signature = make_signature(make_text(), email="ada@tin.example", name="Ada Secret")
    guild_domains.prove(signature, guild=guild)

    before = client.get(DOMAINS).content.decode()
    after = client.post(f"{DOMAINS}{domain.pk}/remove/", follow=True).content.decode()

    assert "Removed. Its marks are being removed too." in after
    assert "Ada Secret" not in before + after
    assert "ada@" not in before + after
    assert not signature.attestations.filter(method="guild_domain").exists()


def test_owner_sees_and_removes_domains(client, guild):
    domain = make_domain(guild, "tin.example")
    guild_domains.prove(make_signature(make_text(), email="ada@tin.example"), guild=guild)
    sign_in(client, make_organizer(), reauthenticated=True)
    path = "/desk/guilds/tin/domains/"
    assertContains(client.get(path), "tin.example")

    assertContains(
        client.post(f"{path}{domain.pk}/remove/", follow=True), "1 mark is being removed"
    )
    assert not GuildDomain.objects.exists()
