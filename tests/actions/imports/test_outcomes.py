import pytest

from signatures.actions.counts import figures
from signatures.models import (
    Batch,
    Decision,
    Rule,
    Signature,
)
from tests.actions.imports.test_cases import run
from tests.factories import make_organizer, make_signature

pytestmark = pytest.mark.django_db


def states():
    return dict(Signature.objects.values_list("name", "state"))


def test_imported_names_wait_where_names_wait_for_review(bring, text):
    text.statement.moderation = "before"
    text.statement.save()

    run(bring("name\nAnn Lee\n"))

    signature = Signature.objects.get()
    assert (signature.state, signature.hold_reasons) == ("held", ["moderated_beforehand"])
    assert signature.added_by_organizers
    assert Decision.objects.get(about="signature").held_for == ["moderated_beforehand"]


def test_rules_hold_and_reject_imported_names(bring, text):
    owner = make_organizer()
    hold = Rule.objects.create(kind="word", value="quill", effect="hold", by=owner)
    Rule.objects.create(kind="domain", value="bad.example", effect="refuse", by=owner)

    file = bring("name,email\nBo Quill,\nAnn Lee,ann@bad.example\nCy Dee,\n")
    batch = Batch.objects.get(pk=file.pk)
    planned = batch.states
    run(file)

    assert planned == {"held": 1, "rejected": 1, "published": 1}
    assert states() == {"Bo Quill": "held", "Ann Lee": "rejected", "Cy Dee": "published"}
    assert Signature.objects.get(state="held").hold_reasons == [f"rule_{hold.pk}"]
    assert Signature.objects.get(state="rejected").refusal == "rule"
    counts = figures.of(text.statement)
    assert (counts.added, counts.rejected) == (1, 1)


def test_same_name_and_credit_is_held_as_on_the_form(bring, text):
    make_signature(text, name="Ann Lee", credit="Poet")

    run(bring("name,credit\nAnn Lee,Poet\nBo Quill,Poet\nBo Quill,Poet\nCy Dee,\nCy Dee,\n"))

    added = Signature.objects.filter(added_by_organizers=True).order_by("pk")
    assert [(each.name, each.hold_reasons) for each in added] == [
        ("Ann Lee", ["same_words"]),
        ("Bo Quill", []),
        ("Bo Quill", ["same_words"]),
        ("Cy Dee", []),
        ("Cy Dee", []),
    ]
