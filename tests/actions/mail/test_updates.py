"""E-mails with an update, and the link in them that stops updates."""

import re
from email import message_from_bytes, policy

import pytest

from signatures.actions.mail import updates
from signatures.actions.statements import update_mails
from signatures.errors import BrokenLinkError
from signatures.models import OutgoingMail, Signature
from tests.factories import make_signature, make_text, make_update, make_withdrawn, sent

pytestmark = pytest.mark.django_db


def received(message):
    return message_from_bytes(message.message().as_bytes(linesep="\r\n"), policy=policy.SMTP)


def test_e_mail_can_be_stopped_by_one_click(mailoutbox, settings):
    settings.SITE_URL = "https://letter.example"
    text = make_text(slug="ask")
    people = [make_signature(text, updates=True) for _ in range(2)]
    make_update(text)
    update_mails.queue_due()

    links = []
    for message in map(received, sent()):
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        [link] = re.findall(r"^<(https://\S+)>$", message["List-Unsubscribe"].strip())
        for part in message.iter_parts():
            assert part.get_content().count(link) == 1
            assert part.get_content().count("https://letter.example/manage/") == 1
        links.append(link)

    tokens = [link.removeprefix("https://letter.example/unsubscribe/")[:-1] for link in links]
    assert {updates.follow(token).pk for token in tokens} == {each.pk for each in people}


def test_other_e_mails_have_no_such_header(mailoutbox):
    OutgoingMail.objects.create(signature=make_signature(make_text()), kind="thank_you")

    [message] = sent()

    assert "List-Unsubscribe" not in received(message)


def test_e_mail_shows_the_markdown_and_no_more(mailoutbox):
    text = make_text(slug="ask", language="ar")
    make_signature(text, updates=True)
    make_update(
        text,
        title="Ask & <b>be</b> 'asked'",
        text="# Yes\n\n<script>no</script> [a](https://b.example)",
    )
    update_mails.queue_due()

    [message] = sent()

    [(html, _)] = message.alternatives
    assert message.subject == "Ask & <b>be</b> 'asked'"
    assert "Ask & <b>be</b> 'asked'" in message.body
    assert "<h1>Ask &amp; &lt;b&gt;be&lt;/b&gt;" in html
    assert '<div lang="ar" dir="rtl">' in html
    assert '<html lang="en" dir="ltr">' in html
    assert "<script" not in html
    assert 'href="https://b.example"' in html


def test_unsubscribe_stops_updates_only(mailoutbox):
    signature = make_signature(make_text(), updates=True)
    token = updates.unsubscribe_token(signature)

    updates.unsubscribe(token)
    updates.unsubscribe(token)

    signature.refresh_from_db()
    assert (signature.updates, signature.state) == (False, "published")


def test_unsubscribe_link_of_a_signature_that_is_gone_is_no_error():
    signature = make_withdrawn(make_text())
    token = updates.unsubscribe_token(signature)
    Signature.objects.filter(pk=signature.pk).update(
        public_id="00000000-0000-4000-8000-000000000000"
    )

    assert updates.unsubscribe(token) is None


@pytest.mark.parametrize("token", ["x" * 43, "", "gAAAA" + "x" * 100])
def test_unsubscribe_refuses_a_token_that_is_not_ours(token):
    with pytest.raises(BrokenLinkError):
        updates.unsubscribe(token)
