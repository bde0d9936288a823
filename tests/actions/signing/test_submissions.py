from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.monitoring import pressure
from signatures.actions.record_keeping import proof_of_work
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.errors import FloodError, WorkNeededError
from signatures.models import OutgoingMail, Signature
from tests.factories import make_text
from tests.solved import cheap, solved

pytestmark = pytest.mark.django_db

HERE = Source(limited="192.0.2.1/32", network="192.0.2.0/24")
ADA = SignatureInput(name="Ada Example", email="ada@example.org", credit="Composer")
MINUTE = timedelta(minutes=1)


def test_sign_from_a_busy_source_lets_the_mail_wait_its_turn(time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    text = make_text()

    for number in range(25):
        words = SignatureInput(name="Ada", email=f"ada-{number}@example.org")
        signing.sign(words, on=text, source=HERE)

    waits = [each.due_at - timezone.now() for each in OutgoingMail.objects.order_by("pk")]
    assert waits == [0 * MINUTE] * 10 + [MINUTE] * 10 + [2 * MINUTE] * 5
    assert Signature.objects.count() == 25


def test_sign_from_a_shared_network_waits_for_nobody():
    text = make_text()
    hall = Source(limited="192.0.2.1/32", network="192.0.2.0/24", shared=True)

    for number in range(25):
        signing.sign(SignatureInput(name="A", email=f"a{number}@example.org"), on=text, source=hall)

    assert OutgoingMail.objects.due().count() == 25


def test_sign_refuses_a_flood_and_says_for_how_long(settings):
    text = make_text()
    settings.SOURCE_FLOOD = {timedelta(hours=1): 2}
    for number in range(2):
        signing.sign(SignatureInput(name="A", email=f"a{number}@example.org"), on=text, source=HERE)

    with pytest.raises(FloodError) as refused:
        signing.sign(ADA, on=text, source=HERE)

    assert refused.value.retry_after == timedelta(hours=1)
    assert Signature.objects.count() == 2


def form(number, **how):
    return SignatureInput(name="Ada", email=f"ada-{number}@example.org", **how)


@pytest.fixture
def busy(settings, time_machine):
    """A statement whose next form from HERE would wait for an hour."""
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    settings.SOURCE_LIMITS = {timedelta(hours=1): 1}
    cheap(settings)
    text = make_text(slug="ask")
    signing.sign(form(0), on=text, source=HERE)
    return text


def test_form_that_would_wait_long_needs_a_proof_of_work(busy):
    with pytest.raises(WorkNeededError) as needed:
        signing.sign(form(1), on=busy, source=HERE)

    assert (needed.value.wait, needed.value.failed) == (timedelta(hours=1), False)
    assert Signature.objects.count() == 1


def test_form_with_a_proof_of_work_waits_for_nothing_until_its_own_limit(busy, settings):
    settings.SOLVED_LIMITS = {MINUTE: 1}
    for number in (1, 2):
        solution = solved(proof_of_work.challenge(busy.statement))
        signing.sign(form(number, altcha=solution), on=busy, source=HERE)

    waits = [each.due_at - timezone.now() for each in OutgoingMail.objects.order_by("pk")]
    assert waits == [0 * MINUTE, 0 * MINUTE, MINUTE]


def test_form_whose_sender_waits_needs_no_proof_of_work(busy):
    signing.sign(form(1, waits=True), on=busy, source=HERE)

    newest = OutgoingMail.objects.order_by("pk").last()
    assert newest.due_at - timezone.now() == timedelta(hours=1)


def test_solution_sent_with_another_address_is_refused(busy):
    solution = solved(proof_of_work.challenge(busy.statement))
    signing.sign(form(1, altcha=solution), on=busy, source=HERE)

    with pytest.raises(WorkNeededError) as needed:
        signing.sign(form(2, altcha=solution), on=busy, source=HERE)

    assert needed.value.failed


def test_form_for_a_hot_statement_needs_a_proof_of_work_even_from_a_hall(
    busy, settings, monkeypatch
):
    monkeypatch.setattr(pressure, "is_hot", lambda statement: statement == busy.statement)
    hall = Source(limited="192.0.2.1/32", network="192.0.2.0/24", shared=True)

    with pytest.raises(WorkNeededError) as needed:
        signing.sign(form(1), on=busy, source=hall)
    assert needed.value.wait == settings.HOT_WAIT

    solution = solved(proof_of_work.challenge(busy.statement))
    signing.sign(form(1, altcha=solution), on=busy, source=hall)
    newest = OutgoingMail.objects.order_by("pk").last()
    assert newest.due_at == timezone.now()
