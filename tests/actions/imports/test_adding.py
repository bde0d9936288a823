import pytest

from signatures.models import (
    Batch,
    Rule,
    Signature,
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


def test_two_imports_with_one_address_add_it_once(bring):
    one, other = bring("name,email\nAnn,a@example.org\n"), bring("name,email\nAda,a@example.org\n")

    run(one)
    run(other)

    batch = Batch.objects.get(pk=other.pk)
    assert states() == {"Ann": "published"}
    assert (batch.moved, batch.skipped) == (0, 1)
    assert other.lines.get().problem == "has_signed"
