"""What a new statement still needs before it is public."""

import re

import pytest
from django.utils import timezone

from signatures.models import Statement
from signatures.views.desk.statements import checklist
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

LETTER = "# Why\n\nOne.\n\nTwo."


def done(statement):
    return {str(step.label): step.done for step in checklist.steps(statement)}


def test_new_letter_needs_all_but_its_text():
    statement = make_text(text=LETTER, publishes_at=None).statement

    assert done(statement) == {
        "Text": True,
        "Addressee": False,
        "Form fields": False,
        "Moderation": False,
        "Test signature": False,
        "Publication": False,
    }


def test_one_sentence_needs_no_addressee():
    assert "Addressee" not in done(make_text(publishes_at=None).statement)


def test_only_a_confirmed_signature_is_a_test():
    text = make_text(publishes_at=None)
    make_signature(text, state="pending")
    assert not done(text.statement)["Test signature"]

    make_signature(text)

    assert done(text.statement)["Test signature"]
    assert done(text.statement)["Moderation"]


def test_public_statement_has_no_checklist():
    statement = make_text(publishes_at=None).statement
    Statement.objects.filter(pk=statement.pk).update(publishes_at=timezone.now())
    statement.refresh_from_db()

    assert checklist.steps(statement) == []


def test_settings_show_what_is_next(client):
    sign_in(client, make_organizer("editor"))
    make_text(slug="ask", text=LETTER, publishes_at=None)

    page = client.get("/desk/ask/settings/").content.decode()

    states = re.findall(r'checklist__state">(.*?)<', page)
    assert states == ["done", "next", "to do", "to do", "to do", "to do"]


def test_empty_desk_says_what_to_do_in_which_order(client):
    sign_in(client, make_organizer("editor"))

    page = client.get("/desk/").content.decode()

    steps = [
        "Write a statement.",
        "Choose what the form",
        "Sign it yourself",
        "Set the public",
    ]
    places = [page.index(each) for each in steps]
    assert places == sorted(places)
    assert 'href="/desk/new/"' in page
