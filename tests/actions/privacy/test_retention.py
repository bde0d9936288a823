from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from signatures.actions.privacy import retention
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import LimitCount, Signature, Token
from tests.factories import make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def sign(text):
    source = Source(limited="192.0.2.1/32", network="192.0.2.0/24")
    signing.sign(SignatureInput(name="Ada", email="ada@example.org"), on=text, source=source)


def test_erase_expired_deletes_pending_signatures_whose_time_is_over():
    text = make_text()
    make_signature(text, state="pending", signed_at=days_ago(15))
    young = make_signature(text, state="pending", signed_at=days_ago(13))
    proven = make_signature(text, signed_at=days_ago(15))

    retention.erase_expired()

    assert set(Signature.objects.all()) == {young, proven}


def test_erase_expired_deletes_a_pending_signature_fourteen_days_after_its_first_form(time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    text = make_text()
    for day in (0, 6, 13):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        sign(text)
    before = Signature.objects.get()

    time_machine.move_to(start + timedelta(days=13, hours=23, minutes=59), tick=False)
    retention.erase_expired()
    assert Signature.objects.exists()
    time_machine.move_to(start + timedelta(days=14, seconds=1), tick=False)
    retention.erase_expired()

    assert before.signed_at == start + timedelta(days=13)
    assert not Signature.objects.exists()


def test_a_form_that_comes_when_the_time_is_over_is_a_first_one(time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    text = make_text()
    sign(text)
    time_machine.move_to(start + timedelta(days=14, seconds=1), tick=False)

    sign(text)
    retention.erase_expired()

    assert Signature.objects.pending().count() == 1


def test_erase_expired_clears_where_a_form_came_from():
    text = make_text()
    old = make_signature(text, signed_at=days_ago(31), source_network="192.0.2.0/24")
    new = make_signature(text, signed_at=days_ago(29), source_network="192.0.2.0/24")

    retention.erase_expired()

    networks = dict(Signature.objects.values_list("pk", "source_network"))
    assert networks == {old.pk: "", new.pk: "192.0.2.0/24"}


def test_erase_expired_deletes_links_long_over_and_keeps_those_without_end():
    signature = make_signature(make_text())
    make_link(signature, expires_in=-timedelta(days=91))
    make_link(signature, expires_in=-timedelta(days=89))
    make_link(signature, "manage", expires_in=None)

    retention.erase_expired()

    assert Token.objects.count() == 2


def test_erase_expired_deletes_counts_of_past_windows(time_machine):
    time_machine.move_to("2026-03-01 12:00Z")
    rate_limits.count("anything", [timedelta(minutes=1)])
    time_machine.shift(timedelta(days=3))
    rate_limits.count("anything", [timedelta(minutes=1)])

    retention.erase_expired()

    assert LimitCount.objects.count() == 1


def test_erase_expired_deletes_where_sessions_were_that_have_ended():
    user, old = make_organizer(), timezone.now() - timedelta(hours=2)
    alive = Session.objects.create(session_key="a", expire_date=timezone.now() + timedelta(days=1))
    seen = {"user": user, "ip": "192.0.2.1", "user_agent": "Browser"}
    for key, since in {"a": old, "b": old, "c": timezone.now()}.items():
        UserSession.objects.create(session_key=key, created_at=since, **seen)

    retention.erase_expired()

    keys = UserSession.objects.order_by("session_key").values_list("session_key", flat=True)
    assert list(keys) == [alive.session_key, "c"]


def test_erase_expired_finds_nothing_more_the_second_time():
    make_signature(make_text(), state="pending", signed_at=days_ago(15))
    retention.erase_expired()

    assert retention.erase_expired() == 0
