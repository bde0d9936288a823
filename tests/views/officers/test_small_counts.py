"""No page of an officer tells how many have signed while they are few, nor by one at a time."""

import re

import pytest

from signatures import tokens
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import Signature
from tests.factories import (
    make_codes,
    make_domain,
    make_guild,
    make_guild_member,
    make_roster,
    make_text,
    sign_in,
)
from tests.views.access.test_officers import VIEWS, address

pytestmark = pytest.mark.django_db

# Where everyone sees numbers by guild, and the filter by guild.
PUBLIC = ["/members/tin/", "/ask/checks/", "/ask/numbers/", "/ask/organizations/", "/ask/"]
PUBLIC += ["/ask/signatories/"]


@pytest.fixture
def guild():
    methods = ["guild_code", "guild_domain", "guild_roster", "guild_officer"]
    return make_guild(slug="tin", name="Tin Players", methods=methods, members=100)


@pytest.fixture
def text():
    return make_text(slug="ask", title="Ask first")


def sign(text, code, **words):
    words = SignatureInput("Ada Secret", guild_code=tokens.read_guild_code(code), **words)
    signing.sign(words, on=text, source=Source("192.0.2.1/32", "192.0.2.0/24"))


def shown(client, batch, domain):
    """All pages of an officer as GET answers them, without what differs each time."""
    pages = {}
    for name in VIEWS:
        answer = client.get(address(name, domain.pk if "domain" in name else batch.number))
        if answer.status_code == 200 and not answer.streaming:
            page = answer.content.decode("latin-1")  # one answer is a program, not text
            pages[name] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return pages


@pytest.mark.parametrize("size", [9, 12])
def test_officers_pages_are_the_same_for_none_and_four(client, guild, text, size):
    batch, codes = make_codes(guild, size=size)
    make_roster(guild, ("1", "Secret", ""))
    domain = make_domain(guild, "tin.example")
    sign_in(client, batch.officer, reauthenticated=True)
    before = shown(client, batch, domain)

    for number in (1, 4):
        sign(text, codes[number + 1], email="eve@example.org")  # reserved
        while guild_members(text) < number:
            sign(text, codes[guild_members(text)])

        assert shown(client, batch, domain) == before, number
    assert {"guild", "guild_codes", "guild_batch", "guild_roster", "guild_queue"} <= before.keys()


def test_officers_pages_tell_nothing_of_a_single_code(client, guild, text):
    """Six and nine used codes look the same, whichever are revoked."""
    batch, codes = make_codes(guild, size=12)
    domain = make_domain(guild, "tin.example")
    sign_in(client, batch.officer, reauthenticated=True)
    pages = []
    for code in codes[:9]:
        sign(text, code)
        pages.append(shown(client, batch, domain))

    assert pages[5]["guild_batch"] == pages[8]["guild_batch"]
    assert pages[5]["guild_codes"] == pages[8]["guild_codes"]
    assert "<dd>5 or more</dd>" in pages[5]["guild_batch"]
    for typed in ({"first": 1, "last": 5}, {"first": 6, "last": 12}):
        client.post(f"/guilds/tin/codes/{batch.number}/revoke/", typed | {"agreed": "yes"})
    after = shown(client, batch, domain)
    assert "<dd>5 or more</dd>" in after["guild_batch"]
    assert after["guild_batch"].count("The marks are removed on") == 2
    assert "Marks removed: " not in after["guild_batch"]
    assert "<progress" not in after["guild_batch"]


def test_pages_give_no_small_number_away_by_the_total(client, guild, text):
    """Two guilds: what one has is the total, which is public, less what the other has."""
    other = make_guild(name="Lead Players")
    make_guild_member(text, other, display="counted")
    for _ in range(8):
        make_guild_member(text, guild, display="anonymous")
    batch, _ = make_codes(guild)

    public = {path: client.get(path).content.decode() for path in PUBLIC}
    sign_in(client, batch.officer, reauthenticated=True)
    own = client.get("/guilds/tin/").content.decode()

    for path, page in {**public, "own": own}.items():
        assert "5 or more" in page, path
        near = re.findall(r"(?:Tin|Lead) Players.{,90}", page, re.DOTALL)
        assert not [each for each in near if re.search(r"[>(][18][<)]", each)], path


def guild_members(text):
    return Signature.objects.published().filter(statement=text.statement).count()
