import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.models import Signature
from tests.factories import (
    make_added,
    make_claim,
    make_heading,
    make_notable,
    make_organizer,
    make_signature,
    sign_in,
)

pytestmark = pytest.mark.django_db

PAGE = "/desk/ask/claims/"


@pytest.fixture
def desk(client):
    return sign_in(client, make_organizer("moderator"))


def words(response):
    return " ".join(response.content.decode().split())


def test_page_shows_the_evidence_of_both_sides(desk, text):
    signature = make_signature(text, name="Ada Harbor", email="ada@example.org")
    make_notable(signature, make_heading(text))
    make_claim(signature, email="owner@example.org", words="I was at sea.")

    page = words(desk.get(PAGE))

    for each in ("Ada Harbor", "ada@example.org", "owner@example.org", "I was at sea.", "notable"):
        assert each in page


def test_page_leaves_out_what_is_not_confirmed_or_is_decided(desk, text):
    for state in ("unconfirmed", "upheld", "refused"):
        make_claim(make_signature(text, name=f"Ada {state}"), state=state)

    assert "No report is waiting." in words(desk.get(PAGE))


def test_queue_says_first_that_reports_wait(desk, text):
    make_claim(make_signature(text))

    page = words(desk.get("/desk/ask/queue/"))

    assert "1 person on the list says that they did not sign" in page
    assert f'href="{PAGE}"' in page


def test_page_of_the_signature_leads_to_the_report(desk, text):
    signature = make_signature(text)
    make_claim(signature)

    page = words(desk.get(f"/desk/ask/signatures/{signature.public_id}/"))

    assert "Someone reported that the person named did not sign." in page


@pytest.mark.parametrize(("act", "state"), [("uphold", "rejected"), ("refuse", "published")])
def test_decision_moves_the_signature(desk, text, act, state):
    claim, _ = make_claim(make_signature(text))

    response = desk.post(f"{PAGE}{claim.public_id}/", {"act": act, "reason": "wrote to the agent"})

    assert response.status_code == 302
    assert Signature.objects.get().state == state
    assert "Both people are told." in words(desk.get(PAGE))


def test_decision_on_an_imported_name_works(desk, text):
    claim, _ = make_claim(make_added(text))

    desk.post(f"{PAGE}{claim.public_id}/", {"act": "uphold"})

    assert Signature.objects.get().state == "rejected"


def test_reason_with_a_name_is_refused_and_stays(desk, text):
    claim, _ = make_claim(make_signature(text, name="Ada Harbor"))

    typed = {"act": "uphold", "reason": "asked Ada Harbor"}
    response = desk.post(f"{PAGE}{claim.public_id}/", typed)

    assert response.status_code == 422
    assert 'value="asked Ada Harbor"' in response.content.decode()
    assert Signature.objects.get().state == "published"


def test_second_decision_says_that_nothing_changed(desk, text):
    claim, _ = make_claim(make_signature(text))
    desk.post(f"{PAGE}{claim.public_id}/", {"act": "uphold"})

    desk.post(f"{PAGE}{claim.public_id}/", {"act": "refuse"})

    assert "this report is decided already" in words(desk.get(PAGE))


def test_page_takes_the_same_number_of_queries_for_one_and_three(desk, text):
    make_claim(make_signature(text))
    desk.get(PAGE)  # the first request of a session reads more
    numbers = []
    for n in (1, 2):
        for _ in range(n):
            make_claim(make_signature(text))
        with CaptureQueriesContext(
            connection,
        ) as found:
            desk.get(PAGE)
        numbers.append(len(found))

    assert numbers[0] == numbers[1]
