"""Tests of the e-mail to someone who asks to endorse for an organization, text and HTML."""

import re

import pytest
from django.core.mail import get_connection

from signatures import mail
from signatures.models import OutgoingMail
from tests.factories import make_endorsement, make_text
from tests.test_mail import LINK, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(mailoutbox):
    text = make_text(slug="ask", title="Ask & <b>be</b> asked")
    endorsement = make_endorsement(text, state="pending", name="Buy at pills", represents="Pills")
    outgoing = OutgoingMail.objects.create(endorsement=endorsement, kind="endorse")
    mail.send(mail.Envelope(outgoing, link=LINK, code=""), get_connection(), {})
    return mailoutbox[0]


def parts(message):
    [(html, _)] = message.alternatives
    return message.body, html


def test_mail_says_it_in_few_words_in_both_parts(message):
    plain, html = parts(message)

    assert 20 < len(plain.split()) <= 120
    assert 20 < len(Page(html).words) <= 120


def test_mail_holds_its_link_once_and_leads_only_to_this_site(message):
    plain, html = parts(message)

    url = f"http://testserver/endorsements/{LINK}/"
    site = ["http://testserver", "http://testserver/about/privacy/"]
    assert re.findall(r"https?://\S+", plain) == [url, *site]
    assert Page(html).links == [url, *site]


def test_mail_holds_no_word_that_was_typed(message):
    source = message.message().as_bytes().decode() + message.body + message.alternatives[0].content

    assert not re.search("pills|Zebedee|Treasurer|tin.example(?!\n)", message.body, re.I)
    assert not re.search("pills|Zebedee|Treasurer", source, re.I)


def test_mail_shows_the_title_as_it_was_written(message):
    plain, html = parts(message)

    title = "Ask & <b>be</b> asked"
    assert title in message.subject
    assert title in " ".join(plain.split())
    assert title in " ".join(Page(html).words)
