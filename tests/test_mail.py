"""Tests of every e-mail as its reader gets it, text and HTML."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.core.mail import get_connection
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import delivery
from signatures.mail import messages
from signatures.models import OutgoingMail, Token
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

KINDS = ["confirm", "already_signed", "thank_you", "link", "audit", "vouched_yes", "vouched_no"]
KINDS += ["vouched_unsure", "disputed", "dispute_begun", "dispute_kept", "dispute_lost"]
LINK, CODE = "L" * 43, "ABCD-2345"
ARABIC = "اسألونا أولاً"
HOSTILE = "Ask & <b>be</b> 'asked' \"first\""


class Page(HTMLParser):
    """A parser that collects the text of an HTML part and the targets of its links."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags = [], [], []
        self._hidden = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self._hidden = tag in ("style", "title")
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self.words += data.split()


def sent(mailoutbox, kind, *, title="Ask first", state=None, language="en", **fields):
    """Send one e-mail of ``kind`` and return it with its text part and its HTML part."""
    state = state or ("pending" if kind == "confirm" else "published")
    text = make_text(slug="ask", title=title, language=language)
    signature = make_signature(text, state=state, **fields)
    outgoing = OutgoingMail.objects.create(signature=signature, kind=kind)
    code = CODE if kind == "confirm" else ""
    own_links = ((signature, LINK),) if kind == "link" else ()
    envelope = mail.Envelope(outgoing, link=LINK, code=code, own_links=own_links)
    mail.send(envelope, get_connection(), {})
    [message] = mailoutbox
    [(html, kind_of_html)] = message.alternatives
    assert kind_of_html == "text/html"
    return message, message.body, html


def received(message):
    """Return the message as an e-mail program reads it from the mail server."""
    return message_from_bytes(message.message().as_bytes(linesep="\r\n"), policy=policy.SMTP)


@pytest.mark.table("kind", KINDS)
def test_mail_says_it_in_few_words_in_both_parts(mailoutbox, kind):
    _, plain, html = sent(mailoutbox, kind)

    assert 20 < len(plain.split()) <= 120
    assert 20 < len(Page(html).words) <= 120


@pytest.mark.table("kind", KINDS)
def test_mail_goes_to_one_address_under_one_line(mailoutbox, kind):
    message, _, _ = sent(mailoutbox, kind, title="Ask first. " * 18, email="Ada@example.org")

    headers = received(message)
    assert message.recipients() == ["Ada@example.org"]
    assert "Ask first." in message.subject
    assert "\n" not in message.subject
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["From"] == "Open statement <noreply@testserver>"


@pytest.mark.table("kind", KINDS)
def test_mail_holds_no_word_its_reader_typed(mailoutbox, kind):
    typed = {"name": "Zebedee Quux", "credit": "Buy at pills.example", "country": "IE"}

    message, _, _ = sent(mailoutbox, kind, **typed)

    source = message.message().as_bytes().decode()
    for word in ("Zebedee", "Quux", "pills"):
        assert word not in source
        assert word not in message.body
        assert word not in message.alternatives[0].content


@pytest.mark.parametrize("kind", KINDS)
def test_mail_leads_only_to_this_site(mailoutbox, settings, kind):
    settings.SITE_URL = "https://letter.example.org"

    _, plain, html = sent(mailoutbox, kind)

    written = re.findall(r"https?://\S+", plain)
    assert {each.split("/")[2] for each in written} == {"letter.example.org"}
    assert set(Page(html).links) == set(written)


@pytest.mark.table("kind", KINDS)
def test_mail_fetches_and_runs_nothing(mailoutbox, kind):
    _, _, html = sent(mailoutbox, kind)

    assert not set(Page(html).tags) & {"img", "script", "link", "iframe", "form", "object"}
    assert not re.search(r"url\(|@import|src=", html)


def test_mail_to_confirm_holds_its_link_and_its_code_once(mailoutbox):
    _, plain, html = sent(mailoutbox, "confirm")

    for part in (plain, html):
        assert part.count("/confirm/") == 1
        assert part.count(f"http://testserver/confirm/{LINK}/") == 1
        assert part.count(CODE) == 1
        assert "http://testserver/code/" in part
        assert "/manage/" not in part


@pytest.mark.parametrize("kind", ["already_signed", "thank_you", "link"])
def test_mail_about_a_signature_holds_its_link_once(mailoutbox, kind):
    _, plain, html = sent(mailoutbox, kind)

    for part in (plain, html):
        assert part.count(f"http://testserver/manage/{LINK}/") == 1
        assert "/confirm/" not in part


@pytest.mark.table("kind", KINDS)
def test_mail_shows_a_title_as_it_was_written(mailoutbox, kind):
    message, plain, html = sent(mailoutbox, kind, title=HOSTILE)

    assert HOSTILE in message.subject
    assert HOSTILE in " ".join(plain.split())
    assert HOSTILE in " ".join(Page(html).words)
    assert "b" not in Page(html).tags


@pytest.mark.table("kind", KINDS)
def test_mail_marks_an_arabic_title_as_arabic_within_english(mailoutbox, kind):
    message, plain, html = sent(mailoutbox, kind, title=ARABIC, language="ar")

    assert ARABIC in message.subject
    assert ARABIC in plain
    assert f'<bdi lang="ar">{ARABIC}</bdi>' in html
    assert '<html lang="en" dir="ltr">' in html
    assert message.message().as_bytes().partition(b"\n\n")[0].isascii()


@pytest.mark.table("kind", KINDS)
def test_mail_keeps_its_message_id_when_sent_again(mailoutbox, kind):
    message, _, _ = sent(mailoutbox, kind)
    outgoing = OutgoingMail.objects.get()

    mail.send(mail.Envelope(outgoing, link="M" * 43, code=""), get_connection(), {})

    ids = {received(each)["Message-ID"] for each in mailoutbox}
    assert ids == {f"<{outgoing.message_id}@testserver>"}


@pytest.mark.parametrize("site_name", ["Open statement", ARABIC, HOSTILE, "Ask " * 300])
def test_mails_of_one_wording_arrive_as_if_each_had_been_made_alone(
    mailoutbox, settings, site_name
):
    settings.SITE_NAME = site_name
    text = make_text()
    wordings, own = {}, [("A" * 43, "ABCD-2345"), ("B" * 43, "EFGH-6789")]
    written = {
        "ada@example.org": "ada@example.org",
        "bea@bücher.example": "bea@xn--bcher-kva.example",
    }
    for (link, code), email in zip(own, written, strict=True):
        signature = make_signature(text, state="pending", email=email)
        outgoing = OutgoingMail.objects.create(signature=signature, kind="confirm")
        envelope = mail.Envelope(outgoing, link=link, code=code)
        mail.send(envelope, get_connection(), wordings)

    for (link, code), message, email in zip(own, mailoutbox, written, strict=True):
        it = received(message)
        [to] = it["To"].addresses
        parts = [each.get_content() for each in it.iter_parts()]
        assert [each.splitlines() for each in parts] == [
            message.body.splitlines(),
            message.alternatives[0].content.splitlines(),
        ]
        assert [each.count(link) for each in parts] == [1, 1]
        assert [each.count(code) for each in parts] == [1, 1]
        assert to.addr_spec == written[email]
        assert it["Subject"] == message.subject
        assert not [place for place in messages.PLACEHOLDERS if place in it.as_string()]
    [wording] = wordings.values()
    assert bool(wording.mime) == (len(site_name) < 100)
    assert len({received(message)["Message-ID"] for message in mailoutbox}) == 2


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("published", "Your signature is confirmed and counted."),
        ("held", "Your signature is confirmed and under review."),
        ("rejected", "Your signature was not accepted by the campaign team."),
    ],
)
def test_mail_says_where_the_signature_stands(mailoutbox, state, words):
    _, plain, html = sent(mailoutbox, "already_signed", state=state)

    assert words in " ".join(plain.split())
    assert words in " ".join(Page(html).words)


def test_mail_before_publication_passes_no_address_on(mailoutbox):
    text = make_text(slug="secret", publishes_at=None)
    outgoing = OutgoingMail.objects.create(signature=make_signature(text), kind="thank_you")

    mail.send(mail.Envelope(outgoing, link=LINK, code=""), get_connection(), {})

    [message] = mailoutbox
    assert "http://testserver/secret/" not in message.body
    assert "http://testserver/secret/" not in message.alternatives[0].content


@pytest.mark.parametrize("day", [0, 13, 13.95])
def test_mail_to_confirm_says_until_when_its_link_works(mailoutbox, time_machine, day):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    first = timezone.now() - timedelta(days=day)
    signature = make_signature(make_text(), state="pending", first_submitted_at=first)
    OutgoingMail.objects.create(signature=signature, kind="confirm")

    delivery.deliver_due()

    ends = min(timezone.now() + timedelta(hours=72), first + timedelta(days=14))
    assert Token.objects.get(purpose="confirm").expires_at == ends
    until = f"{ends.day} {ends:%B %Y, %H:%M} UTC"
    assert f"The link works until {until}" in " ".join(mailoutbox[0].body.split())
