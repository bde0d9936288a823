"""No public form of the list tells when someone signed more finely than it may."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest

from signatures.models import Signature
from tests.factories import make_signature

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 4, 5, 6, 7, 891234, tzinfo=UTC)
API = "/api/v1/statements/ask/signatories"
FORMS = ["/ask/", "/ask/signatories/", "/ask/signatories.csv", "/ask/signatories.json"]
FORMS += ["/ask/feed.xml", API]


def signed(text, at, **fields):
    signature = make_signature(text, **fields)
    Signature.objects.filter(pk=signature.pk).update(signed_at=at, attested_at=at, published_at=at)
    return signature


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return (response.getvalue() if response.streaming else response.content).decode()


@pytest.mark.parametrize("path", FORMS)
def test_times_are_shown_to_the_minute_and_of_a_withheld_name_to_the_day(client, text, path):
    signed(text, AT, name="Ada Example")
    signed(text, AT + timedelta(hours=5), display="anonymous")

    shown = read(client, path)

    # With the date, because a file also says to the second when it was made.
    assert not re.search(r"(03-04|March 2026).{1,4}\d\d:06:07", shown)
    assert not re.search(r"(03-04|March 2026).{1,3}10:06", shown)


def test_a_withheld_name_stands_at_the_start_of_its_day(client, text):
    signed(text, AT, name="Early")
    signed(text, AT + timedelta(hours=1), display="anonymous")
    signed(text, AT + timedelta(hours=2), name="Late")

    rows = client.get(API).json()["results"]

    assert [each["name"] for each in rows] == ["Late", "Early", None]
    assert rows[2]["signed_at"] == "2026-03-04T00:00:00Z"


def test_a_name_that_is_withheld_later_loses_its_time(text):
    signature = signed(text, AT)

    Signature.objects.filter(pk=signature.pk).update(display="anonymous", search_text="")

    signature.refresh_from_db()
    assert signature.published_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_a_cursor_hides_the_time_and_outlives_a_change_of_the_key(
    client, text, monkeypatch, settings
):
    monkeypatch.setattr("signatures.views.record.api.endpoints.PER_PAGE", 1)
    signed(text, AT, name="Older")
    signed(text, AT + timedelta(microseconds=1), name="Newer")

    following = client.get(API).json()["next"].removeprefix("http://testserver")
    raw = base64.urlsafe_b64decode(following.partition("after=")[2] + "==")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    time = (AT - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) + 1
    assert time.to_bytes(8, "big")[:5] not in raw
    assert [each["name"] for each in client.get(following).json()["results"]] == ["Older"]
