"""Forms sent shortly before the end of signing, and confirmed after it."""

import re
from datetime import datetime, timedelta

import pytest

from signatures.actions.counts import figures
from signatures.actions.mail import links
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.errors import ClosedStatementError, ExpiredLinkError
from signatures.models import Signature
from tests.factories import make_link, make_signature, make_text, sent

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SCHOOL = Source("192.0.2.1/32", "192.0.2.0/24")


@pytest.fixture
def end(stopped_clock) -> datetime:
    """The end of signing, in an hour from now."""
    return stopped_clock + HOUR


@pytest.fixture
def text(end):
    return make_text(closes_at=end)


def sign(text, number=1):
    for each in range(number):
        words = SignatureInput(name="Ada Example", email=f"ada{each}@example.org", waits=True)
        signing.sign(words, on=text, source=SCHOOL)


def last_link():
    [link] = re.findall(r"/confirm/([\w-]+)/", sent()[-1].body)
    return link


def test_form_of_the_last_minute_can_be_confirmed_until_confirm_within_after_the_end(
    text, end, time_machine
):
    time_machine.move_to(end - MINUTE, tick=False)
    sign(text)
    link = last_link()

    time_machine.move_to(end, tick=False)
    with pytest.raises(ClosedStatementError):
        sign(text)
    _, until = links.follow_confirm(link)
    time_machine.move_to(end + 72 * HOUR - MINUTE, tick=False)
    signing.confirm(link)

    assert until == end + 72 * HOUR
    assert figures.of(text.statement).signatories == 1


def test_form_of_the_last_minute_can_not_be_confirmed_later_than_that(text, end, time_machine):
    time_machine.move_to(end - MINUTE, tick=False)
    sign(text)
    link = last_link()

    time_machine.move_to(end + 72 * HOUR, tick=False)

    with pytest.raises(ExpiredLinkError) as caught:
        signing.confirm(link)
    assert caught.value.text == text


def test_e_mail_that_our_limits_push_past_the_end_still_confirms(text, end, time_machine):
    time_machine.move_to(end - MINUTE, tick=False)
    sign(text, number=65)  # 60 an hour from one source
    in_time = len(sent())

    time_machine.move_to(end + 2 * HOUR, tick=False)
    link = last_link()
    time_machine.move_to(end + 74 * HOUR - MINUTE, tick=False)
    signing.confirm(link)

    assert in_time < 65
    assert figures.of(text.statement).signatories == 1


def test_link_asked_for_after_the_end_lasts_no_longer_than_the_others(text, end, time_machine):
    sign(text)
    sent()

    time_machine.move_to(end + 70 * HOUR, tick=False)
    own_signature.ask_for_link("ada0@example.org")
    _, until = links.follow_confirm(last_link())
    time_machine.move_to(end + 73 * HOUR, tick=False)
    own_signature.ask_for_link("ada0@example.org")

    assert until == end + 72 * HOUR
    assert len(sent()) == 2


def test_unconfirmed_signature_is_kept_until_it_is_too_late_to_confirm_it(text, end, time_machine):
    old = make_signature(text, state="pending", signed_at=end - timedelta(days=14))
    link = make_link(old, expires_in=HOUR)

    time_machine.move_to(end + 71 * HOUR, tick=False)
    retention.erase_expired()
    signing.confirm(link)
    late = make_signature(text, state="pending", signed_at=end - timedelta(days=14))
    time_machine.move_to(end + 73 * HOUR, tick=False)
    retention.erase_expired()

    assert Signature.objects.filter(pk=old.pk).exists()
    assert not Signature.objects.filter(pk=late.pk).exists()


def test_page_after_the_end_says_until_when_earlier_forms_can_be_confirmed(
    client, text, end, time_machine
):
    time_machine.move_to(end + HOUR, tick=False)
    early = client.post(f"/{text.statement.slug}/sign/").content.decode()
    time_machine.move_to(end + 73 * HOUR, tick=False)
    late = client.post(f"/{text.statement.slug}/sign/").content.decode()

    until = f"{end + 72 * HOUR:%H:%M} UTC"
    assert "This form was not recorded." in early
    assert f"by {(end + 72 * HOUR).day} " in early
    assert until in early
    assert "use the link in our e-mail" not in late
