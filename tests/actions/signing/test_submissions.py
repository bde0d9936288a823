from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.errors import FloodError
from signatures.models import OutgoingMail, Signature
from tests.factories import make_text

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
