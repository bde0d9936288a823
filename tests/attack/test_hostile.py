"""Whatever is sent to whatever address by whomever: an answer, never a 5xx."""

import io
import os
import re
from collections import Counter
from http import HTTPStatus
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from signatures.forms.signing import SignForm
from tests.attack.conftest import LONG
from tests.attack.hostile import ALL, Hostile, encoded, form_of, hostile, odd
from tests.attack.world import UNWELL, World, undone
from tests.factories import endorse_form, sign_form
from tests.views.desk.test_every_change_is_logged import _dns  # noqa: F401

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("ATTACK_REQUESTS", 20_000 if LONG else 400))
AT_ONCE = 5  # requests for which the rows of one address are made
FORMS = {"sign": sign_form(), "endorse": endorse_form(), "confirm_code": {"email": "a@b.example"}}
NAME = re.compile(rb'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')
searched = hypothesis_settings(
    max_examples=max(1, REQUESTS // AT_ONCE),
    deadline=None,
    derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(settings, monkeypatch):
    settings.SOURCE_FLOOD = {}
    # To choose from 250 countries costs more than all the rest of the page.
    monkeypatch.setattr(SignForm, "countries", [("IE", "Ireland")])
    return World()


def send(client, path: str, typed: dict[str, object], names: list[str], request: Hostile) -> int:
    if request.query:
        path += "?" + encoded(request.query).decode()
    body = form_of(typed, names, request) if request.body is None else request.body
    if request.verb == "GET":
        path += ("&" if "?" in path else "?") + body[:20_000].decode("latin-1")
        body = b""
    cookies = client.cookies.copy()
    # The client's own stream breaks off where CONTENT_LENGTH is longer; a server's only ends.
    headers = {"wsgi.input": io.BytesIO(body), **request.headers}
    if headers.get("HTTP_COOKIE"):  # the client writes its own
        client.cookies.clear()
    with undone():
        address = quote(path, safe="/?&=%;+")
        answer = client.generic(request.verb, address, body, request.content_type, **headers)
        if answer.streaming:
            b"".join(answer)
    client.cookies = cookies
    return answer.status_code


def names_at(client, path: str) -> list[str]:
    """Return the names of the fields on the page, which are those its form takes."""
    with undone():
        answer = client.get(path)
    if answer.streaming or answer.status_code != 200:
        return []
    return sorted({each.decode() for each in NAME.findall(answer.content)})


def test_no_hostile_request_is_answered_by_an_error_of_the_server(world, figures):
    statuses, known = Counter(), {}

    @searched
    @given(
        address=st.sampled_from(ALL),
        requests=st.lists(hostile, min_size=AT_ONCE, max_size=AT_ONCE),
    )
    def attack(address, requests):
        with world.at(address) as (paths, typed):
            typed = typed or FORMS.get(address.name, {})
            if address not in known:
                known[address] = names_at(world.clients["owner"], paths["signer"])
            for request in requests:
                client, path = world.clients[request.role], paths[request.role]
                status = send(client, path, typed, known[address], request)
                statuses[status] += 1
                unwell = status == HTTPStatus.SERVICE_UNAVAILABLE and address.route in UNWELL
                assert status < 500 or unwell, (address.route, request)

    try:
        attack()
    finally:
        counts = {str(status): statuses[status] for status in sorted(statuses)}
        figures("hostile requests", requests=statuses.total(), **counts)
    assert statuses.total() >= REQUESTS - AT_ONCE


@hypothesis_settings(searched, max_examples=max(1, REQUESTS // 40))
@given(
    address=st.sampled_from([each for each in ALL if each.kinds]),
    parts=st.lists(odd, min_size=1, max_size=3),
)
def test_no_hostile_address_is_answered_by_an_error_of_the_server(world, address, parts):
    """What stands in the place of a slug, a number or a token."""
    quoted = [quote(part[:5_000], safe="") for part in parts]
    path = re.sub(r"<\w+>", lambda found: quoted[len(found[0]) % len(quoted)] or "0", address.route)

    for role in ("nobody", "owner"):
        with undone():
            assert world.clients[role].get(path).status_code < 500, path
