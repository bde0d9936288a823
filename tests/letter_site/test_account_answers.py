"""Strangers learn nothing from the pages that send e-mails to people who sign in."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from signatures.models import OutgoingMail
from tests.factories import make_organizer, sent

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "olga@example.org", "nobody@example.org"
PAGES = ["/accounts/password/reset/", "/accounts/login/code/"]
WORDS = re.compile(r"'[^']*'|(?<=value=\")\w{64}|\d+|olga@example\.org|nobody@example\.org")


def ask(path, email):
    """Return the answer, and what the database was asked, without the values."""
    client = Client()
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(path, {"email": email})
    statements = [WORDS.sub("?", each["sql"]) for each in asked]
    shown = client.get(answer["Location"]).content.decode()
    return answer.status_code, answer["Location"], WORDS.sub("?", shown), statements


@pytest.mark.parametrize("path", PAGES)
def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(path):
    make_organizer("owner", email=KNOWN)
    ask(path, "first@example.org")  # the first makes what the others find

    unknown, known = ask(path, UNKNOWN), ask(path, KNOWN)

    assert known == unknown
    assert len(known[-1]) > 1
    assert {each.to[0] for each in sent()} == {KNOWN}


@pytest.mark.parametrize("path", PAGES)
def test_mail_server_that_is_away_is_no_error_and_loses_nothing(client, monkeypatch, path):
    make_organizer("owner", email=KNOWN)
    with monkeypatch.context() as patch:

        def fail(*arguments):
            raise ConnectionRefusedError

        backend = "django.core.mail.backends.locmem.EmailBackend"
        patch.setattr(f"{backend}.open", fail, raising=False)
        patch.setattr(f"{backend}.send_messages", fail)
        answers = {client.post(path, {"email": each}).status_code for each in (KNOWN, UNKNOWN)}
        assert sent() == []

    assert answers == {302}
    [waiting] = OutgoingMail.objects.unsent()
    OutgoingMail.objects.filter(pk=waiting.pk).update(due_at=waiting.created_at)
    assert [each.to for each in sent()] == [[KNOWN]]
