import csv
import io
import re
from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures import tokens
from signatures.actions.guilds.codes import batches as code_batches
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import CodeBatch, Decision, GuildCode
from tests.factories import (
    make_codes,
    make_guild,
    make_officer,
    make_organizer,
    make_text,
    sign_in,
    timezone,
    totp_code,
)

pytestmark = pytest.mark.django_db

CODES = "/guilds/tin/codes/"
AGREED = {"agreed": "yes"}


@pytest.fixture
def guild():
    return make_guild(slug="tin", members=100)


@pytest.fixture
def olga(client, guild):
    user = make_officer(guild).user
    sign_in(client, user, reauthenticated=True)
    return user


def form(**typed):
    day = timezone.now().date() + timedelta(days=60)
    return {"size": "50", "ends_on": str(day), "note": "Autumn letter", **typed}


def issued(guild, olga, **typed):
    batch = code_batches.ask(
        guild, size=12, ends_at=timezone.now() + timedelta(days=9), note="", by=olga
    )
    code_batches.issue(batch, by=make_organizer())
    return batch


def use(text, codes):
    for code in codes:
        words = SignatureInput("Ada Secret", guild_code=tokens.read_guild_code(code))
        signing.sign(words, on=text, source=Source("192.0.2.1/32", "192.0.2.0/24"))


def test_officer_asks_for_codes(client, olga):
    response = client.post(CODES, form())

    assertRedirects(response, CODES)
    batch = CodeBatch.objects.get()
    assert (batch.number, batch.size, batch.officer, batch.state) == (1, 50, olga, "asked")
    assert (batch.ends_at.hour, batch.ends_at.tzname()) == (0, "UTC")
    assertContains(client.get(CODES), "Autumn letter")
    assert Decision.objects.get().by == olga


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"size": "101"}, "Enter 100 or less"),
        ({"size": "4"}, "Enter a number from 5 up for “"),
        ({"size": "9" * 5000}, "Enter a whole number for “"),
        ({"size": "99999999999999999999"}, "Enter 100 or less"),
        ({"ends_on": "2020-01-01"}, "Enter a day from today on"),
        ({"ends_on": "9999-12-31"}, "within the next two years"),
        ({"ends_on": "soon"}, "Enter a date for “"),
        ({"note": "x" * 201}, "to at most 200 characters"),
        ({"note": "a\0b"}, "invisible characters"),
    ],
)
def test_mistakes_come_back_with_the_form(client, olga, typed, said):
    response = client.post(CODES, form(**typed))

    assertContains(response, said, status_code=422)
    assert not CodeBatch.objects.exists()


def test_guild_that_declared_nothing_asks_in_vain(client):
    sign_in(client, make_officer(make_guild(slug="tin")).user, reauthenticated=True)

    assertContains(client.post(CODES, form()), "have not recorded yet", status_code=422)


def test_officer_downloads_the_codes_once(client, guild, olga, settings):
    make_text(slug="ask", title="Ask first")
    issued(guild, olga)
    assertContains(client.get(f"{CODES}1/"), '<option value="ask" selected>Ask first</option>')

    response = client.post(f"{CODES}1/download/", {"statement": "ask"})

    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert response["Content-Disposition"] == 'attachment; filename="tin-codes-1.csv"'
    assert "no-store" in response["Cache-Control"]
    assert len(rows) == 12
    assert rows[0]["link"] == f"{settings.SITE_URL}/ask/sign/?guild_code={rows[0]['code']}"
    assert client.get(rows[0]["link"]).status_code == 200
    page = client.get(f"{CODES}1/")
    assertContains(page, "Did the download fail?")
    assertNotContains(page, rows[0]["code"])


def test_officer_replaces_codes_within_an_hour_used_or_not(client, guild, olga, settings):
    batch, codes = make_codes(guild)
    use(make_text(), codes[:1])
    path = f"{CODES}{batch.number}/"

    answer = client.post(f"{path}download/", {"statement": ""})

    assert (
        answer["Content-Disposition"] == f'attachment; filename="tin-codes-{batch.number + 1}.csv"'
    )
    assertNotContains(client.get(path), "Did the download fail?")
    long_ago = timezone.now() - settings.GUILD_CODES_REPLACED_WITHIN
    CodeBatch.objects.filter(number=2).update(made_at=long_ago)
    assertNotContains(client.get(f"{CODES}2/"), "Did the download fail?")
    late = client.post(f"{CODES}2/download/", {"statement": ""}, follow=True)
    assertContains(late, "It is too late to create these codes.")
    assert CodeBatch.objects.count() == 2


@pytest.mark.table("statement", ["none", "early", "theirs", "\0"])
def test_links_lead_to_statements_that_the_guild_can_sign(client, guild, olga, statement):
    make_text(slug="early", publishes_at=None)
    make_text(slug="theirs", guild=make_guild())
    issued(guild, olga)

    response = client.post(f"{CODES}1/download/", {"statement": statement})

    assert response.status_code == 422
    assert not GuildCode.objects.exists()


def test_officer_revokes_codes(client, guild, olga):
    batch, codes = make_codes(guild)
    use(make_text(), codes[:1])

    typed = {"first": "1", "last": "10"}
    asked = client.post(f"{CODES}{batch.number}/revoke/", typed)
    assertContains(asked, "Stops 10 codes at once.")
    assertContains(asked, "in 24 hours")
    batch.refresh_from_db()
    assert batch.revoked == 0

    response = client.post(f"{CODES}{batch.number}/revoke/", typed | AGREED)

    assertRedirects(response, f"{CODES}{batch.number}/")
    batch.refresh_from_db()
    assert batch.revoked == 10
    page = client.get(f"{CODES}{batch.number}/")
    assertContains(page, "Numbers 1 to 10")
    assertContains(page, "Undo for 1 to 10")


def test_nothing_is_filled_in_before_an_officer_chooses_codes(client, guild, olga):
    batch, _ = make_codes(guild)

    page = client.get(f"{CODES}{batch.number}/").content.decode()
    empty = client.post(f"{CODES}{batch.number}/revoke/", {"agreed": "yes"})

    for name in ("first", "last"):
        [field] = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
        assert "value" not in field
    assert empty.status_code == 422


def test_officer_undoes_a_revocation_within_a_day(client, guild, olga):
    batch, codes = make_codes(guild)
    use(make_text(), codes[:1])
    client.post(f"{CODES}{batch.number}/revoke/", {"first": "1", "last": "10"} | AGREED)
    revocation = batch.revocations.get()

    page = client.post(f"{CODES}{batch.number}/revocations/{revocation.pk}/undo/", follow=True)

    assertContains(page, "Undone. These codes work again.")
    assertContains(page, "Undone on")
    batch.refresh_from_db()
    assert batch.revoked == 0


def test_preview_and_page_tell_officers_nothing_of_part_of_a_batch(client, guild, olga):
    """Ranges next to one another would show which code was used, at no cost: it can be undone."""
    batch, codes = make_codes(guild, size=60)
    use(make_text(), codes[:12])
    answers = set()
    for first in (1, 2):
        typed = {"first": str(first), "last": str(first + 19)}
        asked = client.post(f"{CODES}{batch.number}/revoke/", typed).content.decode()
        answers |= set(re.findall(r"<ul>.*?</ul>", asked, re.DOTALL))
        client.post(f"{CODES}{batch.number}/revoke/", typed | AGREED)
        page = client.get(f"{CODES}{batch.number}/").content.decode()
        client.post(f"{CODES}{batch.number}/revocations/{batch.revocations.first().pk}/undo/")
        assert "Marks removed" not in page
    assert len(answers) == 1


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"first": "3", "last": "3"}, "To revoke fewer than 5 codes"),
        ({"first": "9", "last": "3"}, "not smaller than the first"),
        ({"first": "1", "last": "11"}, "Enter a number up to 10"),
        ({"first": "0", "last": "9"}, "Enter a number from 1 up for “"),
        ({"first": "", "last": "x"}, "Fill in “"),
        ({"first": "1", "last": "9" * 30}, "Enter a number up to 10"),
    ],
)
def test_range_that_cannot_be_revoked_comes_back(client, guild, olga, typed, said):
    batch, _ = make_codes(guild)

    response = client.post(f"{CODES}{batch.number}/revoke/", typed)

    assertContains(response, said, status_code=422)
    batch.refresh_from_db()
    assert batch.revoked == 0


def test_nothing_is_revoked_twice_or_before_it_is_made(client, guild, olga):
    issued(guild, olga)
    early = client.post(f"{CODES}1/revoke/", {"first": "1", "last": "9"})
    batch, _ = make_codes(guild)
    typed = {"first": "1", "last": "9"} | AGREED
    client.post(f"{CODES}{batch.number}/revoke/", typed)

    assert early.status_code == 422
    again = client.post(f"{CODES}{batch.number}/revoke/", typed)
    assertContains(again, "All of these codes are already revoked.", status_code=422)


@pytest.mark.parametrize(
    ("page", "typed"),
    [("", form()), ("1/download/", {"statement": ""}), ("1/revoke/", {"first": 1, "last": 9})],
)
def test_changes_want_the_second_factor_once_more(client, guild, page, typed):
    olga = make_officer(guild).user
    sign_in(client, olga)
    batch = issued(guild, olga)
    before = Decision.objects.count()

    response = client.post(CODES + page, typed)

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    batch.refresh_from_db()
    assert (batch.state, Decision.objects.count()) == ("issued", before)
    client.post(response["Location"], {"code": totp_code()})
    assert Decision.objects.count() == before + (page != "1/revoke/")


@pytest.mark.parametrize("name", ["download", "revoke"])
def test_batches_of_another_guild_are_out_of_reach(client, olga, name):
    other = make_guild(slug="lead", members=100)
    make_codes(other)

    assert client.get(f"{CODES}1/").status_code == 404
    assert client.post(f"{CODES}1/{name}/", {"first": 1, "last": 9}).status_code == 404
    assert client.post(f"/guilds/lead/codes/1/{name}/").status_code == 403
    assert client.get(f"{CODES}{10**30}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(client, guild, olga, number, django_assert_num_queries):
    text = make_text()
    for _ in range(number):
        batch, codes = make_codes(guild)
        use(text, codes[:number])
        client.post(f"{CODES}{batch.number}/revoke/", {"first": "5", "last": "10"} | AGREED)

    with django_assert_num_queries(12):
        client.get(CODES)
    with django_assert_num_queries(12):
        client.get(f"{CODES}{batch.number}/")
