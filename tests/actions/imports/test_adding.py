import pytest

from signatures import tokens
from signatures.models import (
    Batch,
    Rule,
    Signature,
    Suppression,
)
from tests.actions.imports.test_cases import run
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db


def states():
    return dict(Signature.objects.values_list("name", "state"))


def test_rule_that_came_after_the_preview_counts(bring):
    file = bring("name\nBo Quill\n")
    Rule.objects.create(kind="word", value="quill", effect="hold", by=make_organizer())

    run(file)

    assert states() == {"Bo Quill": "held"}


def test_person_who_said_no_after_the_preview_is_left_out(bring, text):
    file = bring("name,email\nAnn Lee,Ann@example.org\nBo Quill,bo@example.org\n")
    digest = tokens.fingerprint("ann@example.org", purpose="mailbox")
    Suppression.objects.create(statement=text.statement, mailbox_hash=digest, reason="disowned")

    run(file)

    batch = Batch.objects.get(pk=file.pk)
    assert states() == {"Bo Quill": "published"}
    assert (batch.moved, batch.skipped) == (1, 1)
    assert file.lines.get(number=2).problem == "said_no"


def test_import_of_people_who_all_said_no_adds_no_one(bring):
    file = bring("name,email\nAnn Lee,Ann@example.org\n")
    digest = tokens.fingerprint("ann@example.org", purpose="mailbox")
    Suppression.objects.create(statement=None, mailbox_hash=digest, reason="disowned")

    run(file)

    assert states() == {}
    assert Batch.objects.get(pk=file.pk).state == "done"


def test_two_imports_with_one_address_add_it_once(bring):
    one, other = bring("name,email\nAnn,a@example.org\n"), bring("name,email\nAda,a@example.org\n")

    run(one)
    run(other)

    batch = Batch.objects.get(pk=other.pk)
    assert states() == {"Ann": "published"}
    assert (batch.moved, batch.skipped) == (0, 1)
    assert other.lines.get().problem == "has_signed"
