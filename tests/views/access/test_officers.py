"""Who gets in at /guilds/: officers of that guild, and nobody else."""

import pytest
from django.urls import NoReverseMatch, reverse

from signatures import tokens
from signatures.actions.guilds.domains import domains as guild_domains
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import Role, Signature
from tests.factories import (
    make_codes,
    make_domain,
    make_guild,
    make_guild_member,
    make_officer,
    make_organizer,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

# Each view below /guilds/<slug>/: what GET and POST of nothing answer an officer of the guild.
VIEWS = {
    "guild": (200, 405),
    "guild_help": (200, 405),
    "guild_queue": (200, 409),
    "guild_codes": (200, 422),
    "guild_batch": (404, 405),
    "guild_download": (405, 404),
    "guild_letters_tool": (200, 405),
    "guild_replace_code": (405, 404),
    "guild_revoke_codes": (405, 404),
    "guild_roster": (200, 422),
    "guild_roster_tool": (200, 405),
    "guild_roster_key": (405, 200),
    "guild_roster_rules": (405, 302),
    "guild_roster_version": (404, 405),
    "guild_roster_use": (405, 404),
    "guild_roster_delete": (405, 404),
    "guild_domains": (200, 422),
    "guild_confirm_domain": (405, 404),
    "guild_remove_domain": (405, 404),
    "guild_open_way": (405, 302),
    "guild_undo_revocation": (405, 404),
    "guild_test_run": (200, 200),
}
SECRET_ONE = {"name": "Ada Secret", "credit": "Secret tailor", "email": "ada@tin.example"}


def address(name, row=0):
    """The page of guild "tin", of batch or domain ``row`` where it is about one."""
    try:
        return reverse(name, args=["tin"])
    except NoReverseMatch:
        pass
    try:
        return reverse(name, args=["tin", row])
    except NoReverseMatch:
        return reverse(name, args=["tin", row, 0])


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_code", "guild_domain"], members=100)


@pytest.mark.table("method", ["GET", "POST"])
@pytest.mark.table(
    "who", ["nobody", "no role", *Role.values, "superuser", "officer of another", "no factor"]
)
def test_pages_of_a_guild_are_shut_to_others(client, guild, who, method):
    if who == "officer of another":
        sign_in(client, make_officer(make_guild()).user)
    elif who == "no factor":
        client.force_login(make_officer(guild).user)
    elif who != "nobody":
        sign_in(client, make_organizer("" if who == "no role" else who))

    for name in VIEWS:
        status = client.generic(method, address(name)).status_code
        assert status == (302 if who in ("nobody", "no factor") else 403), name


def test_pages_of_a_guild_open_to_its_officers(client, guild):
    sign_in(client, make_officer(guild).user, reauthenticated=True)

    for name, (get, post) in VIEWS.items():
        path = address(name)
        assert (client.get(path).status_code, client.post(path).status_code) == (get, post), name


def test_officer_who_is_switched_off_is_out(client, guild):
    officer = make_officer(guild)
    sign_in(client, officer.user)
    officer.user.is_active = False
    officer.user.save()

    assert client.get("/guilds/tin/").status_code == 302


def test_no_page_of_an_officer_tells_who_signed(client, guild):
    """Every view, shown and posted to, when members have signed in each of the ways."""
    text = make_text(title="Ask first")
    batch, codes = make_codes(guild, size=12)
    domain = make_domain(guild, "tin.example")
    people = [make_guild_member(text, guild, **SECRET_ONE)]
    for code in codes[:6]:
        words = SignatureInput("Bea Secret", guild_code=tokens.read_guild_code(code))
        signing.sign(words, on=text, source=Source("192.0.2.1/32", "192.0.2.0/24"))
    guild_domains.prove(people[0], guild=guild)
    sign_in(client, batch.officer, reauthenticated=True)
    typed = {"first": "1", "last": "12", "statement": "", "domain": "tin.example"}

    answers = []
    for name in VIEWS:
        path = address(name, domain.pk if "domain" in name else batch.number)
        answers += [client.get(path), client.post(path, typed, follow=True), client.get(path)]

    pages = [each.content.decode(errors="replace") for each in answers if not each.streaming]
    people += Signature.objects.filter(name="Bea Secret")
    secrets = ["Secret", "ada@", "tailor", "192.0.2", *codes]
    secrets += [str(each.public_id) for each in people]
    assert len(people) == 7
    assert any("Ask first" in page for page in pages)
    assert [(secret, page) for secret in secrets for page in pages if secret in page] == []


def test_officers_are_led_to_their_guild_and_organizers_to_the_desk(client, guild):
    sign_in(client, make_officer(guild).user)
    assert client.get("/guilds/")["Location"] == "/guilds/tin/"

    sign_in(client, make_organizer("viewer"))
    assert client.get("/guilds/")["Location"] == "/desk/"
