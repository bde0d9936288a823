"""Every kind of e-mail has its entry and its templates, and every template has its kind."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.template.loader import get_template

from signatures import mail
from signatures.actions.mail import readers
from signatures.errors import UnknownMailError
from signatures.models import OutgoingMail
from signatures.models.outgoing_mail import ACCOUNT_KINDS

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FOLDERS = ["emails", "account/email", "mfa/email"]


def names(kind):
    if kind.reader is mail.Reader.NO_ONE:
        return []
    notices = kind.notices or [""]
    return [name for notice in notices for name in kind.templates(notice)]


def test_kinds_are_those_of_the_queue():
    assert set(mail.KINDS) == set(OutgoingMail.Kind)
    assert len(mail.KINDS) == len(OutgoingMail.Kind)


@pytest.mark.parametrize("kind", mail.KINDS.values(), ids=list(mail.KINDS))
def test_kind_has_subject_text_and_html(kind):
    found = names(kind)

    assert len(found) % 3 == 0
    for name in found:
        assert get_template(name)


def test_kind_for_accounts_needs_no_signature():
    readers = {name for name, kind in mail.KINDS.items() if kind.reader is mail.Reader.ACCOUNT}

    assert readers == set(ACCOUNT_KINDS)


def test_reader_is_decided_for_every_kind():
    assert set(readers.READERS) == set(mail.Reader)


def test_template_belongs_to_a_kind_or_to_another_template():
    used = {name for kind in mail.KINDS.values() for name in names(kind)}
    sources = [path.read_text() for path in TEMPLATES.rglob("*.*")]
    used |= {
        name
        for source in sources
        for name in re.findall(r'\{% (?:include|extends) "([^"]+)"', source)
    }
    used.add("account/email/base_message.txt")  # the text of every notice of allauth extends it
    used.add("account/email/base_notification.txt")

    files = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in FOLDERS
        for path in (TEMPLATES / folder).iterdir()
    }

    assert files - used == set()


@pytest.mark.parametrize(
    ("kind", "direct"),
    [
        ("of tomorrow", None),
        ("account_notice", mail.DirectMail(("a@example.org",), {}, "account/email/of_tomorrow")),
    ],
)
def test_kind_that_is_not_registered_is_not_sent(mailoutbox, kind, direct):
    outgoing = OutgoingMail(kind=kind)

    with pytest.raises(UnknownMailError):
        mail.send(mail.Envelope(outgoing, direct=direct), get_connection(), {})

    assert mailoutbox == []
