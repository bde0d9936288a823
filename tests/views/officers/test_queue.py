"""An officer's queue: what it shows, what it takes, and what it never tells."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signatures.actions.guilds.vouching import answers
from signatures.models import Guild, Signature, VouchAnswer, VouchRequest
from tests.factories import (
    make_guild,
    make_officer,
    make_signature,
    make_text,
    make_vouch_request,
    make_without_address,
    sign_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/guilds/tin/queue/"
HOSTILE = "</li><script>x"


@pytest.fixture(autouse=True)
def no_chance(settings):
    settings.VOUCHING_SECOND_LOOKS = 0


@pytest.fixture
def guild():
    return make_guild(slug="tin", methods=["guild_officer"])


@pytest.fixture
def olga(client, guild):
    user = make_officer(guild).user
    sign_in(client, user)
    return user


def batch(client):
    page = client.get(QUEUE).content.decode()
    return re.search(r'name="batch" value="([^"]+)"', page).group(1)


def test_officer_sees_what_was_given_and_nothing_more(client, guild, olga):
    text = make_text(title="Ask first")
    signature = make_signature(text, name="Ada Example", email="ada@secret.example", credit="Hum")
    make_vouch_request(
        guild,
        signature,
        stage_name="Ada Stage",
        legal_name=HOSTILE,
        link="https://example.org/ada",
        words="x" * 300,
    )
    theirs = make_vouch_request(make_guild(), make_without_address(text, name="Zoe Elsewhere"))

    page = client.get(QUEUE).content.decode()

    for shown in ("Ada Example", "Ada Stage", "x" * 300, "Ask first", "1 request to answer."):
        assert shown in page
    link = '<a href="https://example.org/ada" target="_blank" rel="noopener noreferrer nofollow">'
    assert f"{link}https://example.org/ada</a>" in page
    for hidden in ("secret.example", "Hum", "Zoe", "published", HOSTILE, str(signature.public_id)):
        assert hidden not in page
    assert theirs.number not in page


def test_answers_of_a_page_are_saved_oldest_first(client, guild, olga):
    now = timezone.now()
    new, old, last = (
        make_vouch_request(guild, asked_at=now - timedelta(hours=hours)) for hours in (2, 5, 1)
    )

    said = {"batch": batch(client), "answer-0": "yes", "answer-1": "unsure", "answer-2": ""}
    page = client.post(QUEUE, said, follow=True).content.decode()

    assert "2 answers are saved." in page
    states = dict(VouchRequest.objects.values_list("pk", "state"))
    assert states == {old.pk: "yes", new.pk: "unsure", last.pk: "waiting"}
    assert Counter(Signature.objects.values_list("state", flat=True)) == {
        "published": 1,
        "pending": 2,
    }


def test_form_of_another_cannot_touch_these(client, guild, olga):
    make_vouch_request(guild)
    mine = batch(client)
    colleague = make_officer(guild).user
    lead = make_guild(slug="lead", methods=["guild_officer"])
    stranger = make_officer(lead).user

    for user, path in ((colleague, QUEUE), (stranger, "/guilds/lead/queue/")):
        response = sign_in(client, user).post(path, {"batch": mine, "answer-0": "yes"})
        assert response.status_code == 422
    assert sign_in(client, stranger).post(QUEUE, {"batch": mine}).status_code == 403
    assert VouchRequest.objects.get().state == "waiting"


@pytest.mark.table(
    "typed",
    [
        {},
        {"batch": ""},
        {"batch": "\0"},
        {"batch": "x" * 5000, "answer-0": "yes"},
        {"answer-0": ""},
        {"answer-0": "waiting"},
        {"answer-0": "second"},
        {"answer-7": "yes"},
        {"answer-99999999999999999999": "yes"},
    ],
)
def test_forms_that_are_none_change_nothing(client, guild, olga, typed):
    make_vouch_request(guild)

    response = client.post(QUEUE, {"batch": batch(client), **typed} if typed else {})

    assert response.status_code == 422
    assert VouchRequest.objects.get().state == "waiting"


def test_who_comes_second_is_told(client, guild, olga):
    make_vouch_request(guild)
    typed = {"batch": batch(client), "answer-0": "no"}
    client.post(QUEUE, typed)

    page = client.post(QUEUE, {**typed, "answer-0": "yes"}, follow=True).content.decode()

    assert "1 request was answered by someone else" in page
    assert VouchRequest.objects.get().state == "no"
    assert VouchAnswer.objects.count() == 1


def test_request_taken_back_is_told(client, guild, olga):
    request = make_vouch_request(guild)
    typed = {"batch": batch(client), "answer-0": "yes"}
    request.delete()

    assert "1 request was withdrawn" in client.post(QUEUE, typed, follow=True).content.decode()


def test_shut_way_shows_nobody_and_takes_nothing(client, guild, olga):
    make_vouch_request(guild)
    typed = {"batch": batch(client), "answer-0": "yes"}
    Guild.objects.update(methods=[])

    page = client.get(QUEUE).content.decode()

    assert "stay open" in page
    assert "Ada Example" not in page
    assert client.post(QUEUE, typed).status_code == 409
    assert VouchRequest.objects.get().state == "waiting"


def test_long_wait_is_pointed_at(client, guild, olga):
    make_vouch_request(guild, asked_at=timezone.now() - timedelta(days=4))

    assert "waited for more than 3 days" in client.get(QUEUE).content.decode()


def test_page_costs_the_same_for_one_and_for_three(client, guild, olga):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(QUEUE)
        return len(found)

    make_vouch_request(guild)
    client.get(QUEUE)
    one = queries()
    for _ in range(2):
        make_vouch_request(guild)

    assert queries() == one


def test_log_of_the_server_names_nobody(client, guild, olga, caplog):
    make_vouch_request(guild, stage_name="Ada Stage")
    with caplog.at_level("DEBUG"):
        client.post(QUEUE, {"batch": batch(client), "answer-0": "yes"})

    lines = [each.getMessage() for each in caplog.records if not each.name.startswith("django.db")]
    assert not [line for line in lines if "Ada" in line]


def test_own_answer_is_taken_back_on_the_page(client, guild):
    officer = make_officer(guild).user
    sign_in(client, officer)
    request = make_vouch_request(guild)
    answers.answer(request.key, "no", guild=guild, by=officer)
    assert "Take back the answer about" in client.get(QUEUE).content.decode()

    page = client.post(f"{QUEUE}{request.key}/take-back/", follow=True).content.decode()
    again = client.post(f"{QUEUE}{request.key}/take-back/", follow=True).content.decode()

    assert "The request waits for an answer again" in page
    assert "can no longer be taken back" in again


def dispute(guild, text, **fields):
    earlier = make_signature(text, name="A Thief", credit="Hum")
    earlier.attestations.create(method="guild_roster", guild=guild)
    disputed = {"disputes": earlier, "disputed_way": "guild_roster", **fields}
    return make_vouch_request(guild, make_signature(text, name="Ada Lovelace"), **disputed)


def test_officer_sees_a_dispute_and_not_whose_signature_it_is(client, guild, olga):
    signature_of_the_other = dispute(guild, make_text(), address_on_roster=True).disputes

    page = client.get(QUEUE).content.decode()

    assert "Someone else has signed with this membership." in page
    assert "(On the guild’s roster)" in page
    assert "has the e-mail address of the person who asks now" in page
    assert "has not asked you" in page
    assert "A Thief" not in page
    assert signature_of_the_other.email not in page


def test_officer_sees_what_the_earlier_signatory_gave_them(client, guild, olga):
    request = dispute(guild, make_text())
    make_vouch_request(guild, request.disputes, number="12", words="It was me")

    page = client.get(QUEUE).content.decode()

    assert "The other signatory has asked you too:" in page
    assert page.count("It was me") == 2  # in the dispute, and as a request of its own


def test_disputes_in_the_queue_cost_no_queries_each(client, guild, olga):
    text = make_text()
    make_vouch_request(guild, dispute(guild, text).disputes)
    client.get(QUEUE)  # the first visit of a session writes more

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counts.append(len(queries))
        make_vouch_request(guild, dispute(guild, text).disputes)

    assert counts[0] == counts[1]
