"""Every e-mail says why its reader gets it, and names an address that a person reads."""

import re

import pytest
from django.core.mail import get_connection
from django.utils import timezone

from signatures import mail
from signatures.actions.mail import updates
from signatures.actions.mail.sealed import sealed_mails
from signatures.mail import Reader
from signatures.models import OutgoingMail
from tests.factories import make_endorsement, make_signature, make_text, make_update, queue_sealed

pytestmark = pytest.mark.django_db

CONTACT = "desk@letter.example"
ALL = [
    (kind, notice)
    for kind in mail.KINDS.values()
    if kind.reader is not Reader.NO_ONE
    for notice in kind.notices or [""]
]
DIRECT = {"lines": [], "problems": ["A job is late."], "update_html": "", "update_language": "en"}


def envelope(kind, notice, text):
    """Return an e-mail of the kind, with what its templates need."""
    if kind.reader in (Reader.ACCOUNT, Reader.OWNERS):
        values = {**DIRECT, "timestamp": timezone.now()}
        direct = mail.DirectMail(("olga@example.org",), values, notice=notice)
        return mail.Envelope(OutgoingMail(kind=kind.name), direct=direct)
    if kind.reader is Reader.ERASED:
        values = {"text": text, "language": "en", "reference": "K7QF-2MXD", "is_erased": True}
        direct = mail.DirectMail(("ada@example.org",), values, language="en")
        return mail.Envelope(OutgoingMail(kind=kind.name), direct=direct)
    if kind.reader is Reader.INVITED:
        values = {"text": text, "language": "en", "name": "Ada Example"}
        direct = mail.DirectMail(("ada@example.org",), values, language="en")
        return mail.Envelope(OutgoingMail(kind=kind.name), direct=direct)
    if kind.reader is Reader.ADDRESSEE:
        queue_sealed(kind.name, make_signature(text))
        outgoing = OutgoingMail.objects.filter(kind=kind.name).latest("pk")
        return mail.Envelope(outgoing, direct=sealed_mails.address(outgoing))
    if kind.reader in (Reader.CONTACT, Reader.DECIDED_CONTACT):
        about = {"endorsement": make_endorsement(text)}
    else:
        state = mail.STATE_TOLD.get(kind.name, "published")
        about = {"signature": make_signature(text, state=state)}
    if kind.name == "update":
        update = make_update(text)
        outgoing = OutgoingMail.objects.create(kind=kind.name, update=update, **about)
        return updates.envelope(outgoing, update)
    return mail.Envelope(OutgoingMail.objects.create(kind=kind.name, **about), link="L" * 43)


def words(html):
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)


def test_every_e_mail_says_why_it_was_sent_and_whom_to_ask(mailoutbox, settings):
    settings.SITE_CONTACT = CONTACT
    text = make_text(slug="ask")
    wrong = {}

    for kind, notice in ALL:
        mailoutbox.clear()
        mail.send(envelope(kind, notice, text), get_connection(), {})
        [message] = mailoutbox
        [(html, _)] = message.alternatives
        for part, shown in (("text", message.body), ("HTML", words(html))):
            line = " ".join(shown.split())
            found = (line.count("You get this e-mail because"), line.count(CONTACT))
            if found[0] != 1 or not found[1] or "/about/privacy/" not in message.body + html:
                wrong[kind.name.value, notice, part] = found

    assert len(ALL) > 30
    assert wrong == {}


def test_every_e_mail_breaks_long_words_and_is_made_for_dark_screens(mailoutbox):
    text = make_text(slug="ask")
    wrong = []

    for kind, notice in ALL:
        mailoutbox.clear()
        mail.send(envelope(kind, notice, text), get_connection(), {})
        [(html, _)] = mailoutbox[0].alternatives
        body = re.search(r"body \{[^}]*\}", html)[0]
        if "overflow-wrap: anywhere" not in body or "prefers-color-scheme: dark" not in html:
            wrong.append((kind.name.value, notice))

    assert wrong == []
