import pytest
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.actions.moderation import bulk, bulk_worker
from signatures.actions.privacy import erase
from signatures.models import (
    Batch,
    Decision,
    Signature,
)
from tests.actions.imports.test_cases import run

pytestmark = pytest.mark.django_db


def states():
    return dict(Signature.objects.values_list("name", "state"))


def undo(file):
    undoing = bulk.undo(Batch.objects.get(pk=file.pk), by=file.batch.by)
    bulk_worker.run_due()
    undoing.refresh_from_db()
    return undoing


def test_undo_deletes_all_that_the_owner_has_not_taken_up(bring, text):
    file = bring("name,email\nAnn Lee,\nBo Quill,bo@example.org\nCy Dee,\nDa Fee,\nHal 90000,\n")
    run(file)
    confirmed, withdrawn, moderated = (
        Signature.objects.get(name=each) for each in ["Bo Quill", "Cy Dee", "Da Fee"]
    )
    confirmed.attested_at = timezone.now()
    confirmed.save()
    erase.withdraw(withdrawn, reason="asked by phone")

    undoing = undo(file)

    assert states() == {"Bo Quill": "published", "": "withdrawn"}
    assert (undoing.moved, undoing.skipped, undoing.state) == (3, 2, "done")
    gone = Decision.objects.filter(batch=undoing.pk, about="signature").order_by("pk")
    assert [(each.from_state, each.to_state) for each in gone] == [
        ("published", "erased"),
        ("published", "erased"),
        ("held", "erased"),
    ]
    assert gone[1].signature_id == moderated.pk
    assert bulk.undo(Batch.objects.get(pk=file.pk), by=file.batch.by) is None
    assert figures.of(text.statement).added == 1
