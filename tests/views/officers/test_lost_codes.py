"""Officers' pages for letters with codes and for codes that were lost."""

import re

import pytest

from signatures.models import CodeBatch, GuildCode
from tests.factories import make_codes, make_guild, make_officer, sign_in

pytestmark = pytest.mark.django_db
BATCH = "/guilds/tin/codes/1/"


@pytest.fixture
def guild():
    return make_guild(slug="tin", name="Tin Players", methods=["guild_code"])


@pytest.fixture
def batch(client, guild):
    user = make_officer(guild).user
    made, _ = make_codes(guild, officer=user)
    sign_in(client, user, reauthenticated=True)
    return made


def test_officer_downloads_the_program_for_letters(client, batch):
    page = client.get(BATCH).content.decode()
    assert "python letters.pyz tin-codes-1.csv members.csv" in page

    response = client.get("/guilds/tin/codes/letters.pyz")

    assert response["Content-Disposition"] == 'attachment; filename="letters.pyz"'
    assert response.content.startswith(b"#!/usr/bin/env python3\nPK")


def test_new_code_is_shown_once_and_stored_nowhere(client, batch):
    before = bytes(GuildCode.objects.get(number=3).sha256)

    response = client.post(f"{BATCH}lost/", {"number": "3"})

    page = response.content.decode()
    assert re.search(r"<code>\w{4}-\w{4}-\w{4}-\w{4}</code>", page)
    assert "no-store" in response["Cache-Control"]
    assert bytes(GuildCode.objects.get(number=3).sha256) != before


@pytest.mark.parametrize(
    ("number", "error"),
    [("", "Enter the number"), ("11", "Enter a number up to 10"), ("x", "Enter")],
)
def test_wrong_number_is_named_at_its_field(client, batch, number, error):
    response = client.post(f"{BATCH}lost/", {"number": number})

    assert response.status_code == 422
    assert error in response.content.decode()


def test_batch_that_has_ended_offers_no_new_code(client, batch):
    CodeBatch.objects.update(ends_at=batch.asked_at)

    assert "Replace a lost code" not in client.get(BATCH).content.decode()
    assert client.post(f"{BATCH}lost/", {"number": "3"}).status_code == 422
