"""The calculation that a sign form asks for while too many forms come."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.record_keeping import proof_of_work
from signatures.models import OutgoingMail, Signature
from tests.factories import make_text, sign_form
from tests.solved import challenge_on, cheap, solved

pytestmark = pytest.mark.django_db

SIGN = "/ask/sign/"
TYPED = sign_form(name="Björn Example", email="bjorn@example.org", credit="Juggler <of> knives")


@pytest.fixture
def statement(settings, time_machine):
    """A statement whose forms from this address would now wait for an hour."""
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    cheap(settings)
    settings.QUICK_SOURCE_LIMITS = {timedelta(hours=1): 1}
    return make_text(slug="ask").statement


@pytest.fixture
def asked(client, statement):
    """The challenge that the second form from this address comes back with."""
    assert client.post(SIGN, sign_form()).status_code == 302
    return challenge_on(client.post(SIGN, TYPED).content.decode())


def waits():
    return OutgoingMail.objects.order_by("pk").last().due_at - timezone.now()


def test_form_has_no_calculation_while_few_forms_come(client, statement):
    pages = [client.get(path).content.decode() for path in ("/ask/", SIGN)]
    pages.append(client.post(SIGN, sign_form(name="")).content.decode())

    for page in pages:
        assert "data-challenge" not in page
        assert "work.js" not in page
        assert not {"altcha", "waits"} & set(re.findall(r'name="(\w+)"', page))


def test_form_above_the_limit_comes_back_with_a_calculation_and_what_was_typed(client, statement):
    client.post(SIGN, sign_form())

    answer = client.post(SIGN, TYPED)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert answer["Cache-Control"] == "no-store"
    assert "Nothing is signed yet. There is one more step above the button" in page
    assert 'href="#id_waits"' in page
    assert "comes in about 60 minutes" in page
    assert 'src="/static/js/work.js"' in page
    assert 'value="Björn Example"' in page
    assert 'value="Juggler &lt;of&gt; knives"' in page
    assert re.search(r'id="id_consent_sign"[^>]* checked', page)
    assert Signature.objects.count() == 1


def test_solved_calculation_signs_and_the_mail_goes_at_once(client, asked):
    answer = client.post(SIGN, {**TYPED, "altcha": solved(asked)})

    assert (answer.status_code, waits()) == (302, timedelta(0))
    assert Signature.objects.count() == 2


def test_box_signs_without_the_calculation_and_the_mail_comes_later(client, asked):
    answer = client.post(SIGN, {**TYPED, "altcha": "", "waits": "on"})

    assert answer.status_code == 302
    assert waits() >= timedelta(hours=1)
    assert Signature.objects.count() == 2


def wrong(asked, client, time_machine):
    return "x"


def expired(asked, client, time_machine):
    time_machine.shift(timedelta(minutes=21))
    return solved(asked)


def of_another_statement(asked, client, time_machine):
    return solved(proof_of_work.challenge(make_text(slug="other").statement))


def replayed(asked, client, time_machine):
    solution = solved(asked)
    other = sign_form(name="Cy Example", email="cy@example.org", altcha=solution)
    assert client.post(SIGN, other).status_code == 302
    return solution


@pytest.mark.parametrize("made", [wrong, expired, of_another_statement, replayed])
def test_refused_solution_brings_the_form_back_with_a_new_calculation(
    client, asked, time_machine, made
):
    solution = made(asked, client, time_machine)
    before = Signature.objects.count()

    answer = client.post(SIGN, {**TYPED, "altcha": solution})

    page = answer.content.decode()
    assert answer.status_code == 429
    assert "out of date or already used, so nothing is signed yet" in page
    assert 'value="Björn Example"' in page
    assert challenge_on(page)["parameters"]["nonce"] != asked["parameters"]["nonce"]
    assert Signature.objects.count() == before


def test_same_form_sent_twice_with_one_solution_gets_the_same_answer(client, asked):
    form = {**TYPED, "altcha": solved(asked)}

    answers = [client.post(SIGN, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Signature.objects.filter(email="bjorn@example.org").count() == 1


def test_address_makes_no_difference_to_whether_the_calculation_is_asked_for(client, asked):
    answers = [
        client.post(SIGN, sign_form(email=email)).status_code
        for email in ("ada@example.org", "new@example.org")
    ]

    assert answers == [429, 429]
