"""Every kind of e-mail about a signature names the text version it was given to."""

import re

import pytest
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import delivery
from signatures.actions.mail.sealed import last_mails
from signatures.actions.statements import texts as statements
from signatures.mail import Reader
from signatures.models import OutgoingMail, Signature, Statement, TextVersion
from tests.factories import make_signature, make_text, make_update, queue_sealed

pytestmark = pytest.mark.django_db

OTHERS = [Reader.NO_ONE, Reader.CONTACT, Reader.DECIDED_CONTACT, Reader.OWNERS, Reader.ACCOUNT]
OTHERS += [Reader.INVITED]  # see tests/actions/statements/invitations/test_envelopes.py
ABOUT_SIGNATURES = [name for name, kind in mail.KINDS.items() if kind.reader not in OTHERS]
PENDING = ["confirm", "reminder", "remind_again"]
NAMES_BOTH = ["new_wording"]  # its reader is asked to sign the new one
WITHOUT_HASH = ["link", "own_links"]  # it may be about many signatures


@pytest.fixture
def signed(settings):
    """Return the first version of a text that has another wording by now."""
    settings.SITE_CONTACT = "desk@letter.example"
    text = make_text(slug="ask")
    words = TextVersion(statement=text.statement, title="Ask first", text="We ask, and to be paid.")
    statements.add_text(words)
    return text


def queue(kind, text):
    state = "pending" if kind in PENDING else mail.STATE_TOLD.get(kind, "published")
    signature = make_signature(text, state=state)
    if mail.KINDS[kind].reader is Reader.ERASED:
        last_mails.queue(kind, signature)
    elif mail.KINDS[kind].reader is Reader.ADDRESSEE:
        queue_sealed(kind, signature)
    else:
        fields = {}
        if kind == "update":
            fields = {"update": make_update(text)}
            Signature.objects.filter(pk=signature.pk).update(updates=True)
        if kind == "closed":
            Statement.objects.update(closes_at=timezone.now())
        OutgoingMail.objects.create(signature=signature, kind=kind, **fields)


def words(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_every_mail_about_a_signature_names_its_version_and_takes_replies(signed, mailoutbox):
    wrong = {}
    for kind in ABOUT_SIGNATURES:
        mailoutbox.clear()
        queue(kind, signed)
        delivery.deliver_due()
        [message] = mailoutbox
        [(html, _)] = message.alternatives
        named = {"2"} if kind in NAMES_BOTH else set()
        for part, text in (("text", " ".join(message.body.split())), ("HTML", words(html))):
            if set(re.findall(r"[Vv]ersion (\d+)", text)) != {"1"} | named:
                wrong[kind, part] = text
            if signed.text_sha256 not in text and kind not in [*WITHOUT_HASH, *NAMES_BOTH]:
                wrong[kind, part, "hash"] = text
        if message.reply_to != ["desk@letter.example"]:
            wrong[kind, "Reply-To"] = message.reply_to

    assert len(ABOUT_SIGNATURES) >= 15
    assert wrong == {}


def test_mail_without_a_contact_takes_no_replies(signed, mailoutbox, settings):
    settings.SITE_CONTACT = ""
    queue("confirm", signed)
    queue("withdrawn", signed)

    delivery.deliver_due()

    assert [message.reply_to for message in mailoutbox] == [[], []]
