from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signatures import tokens
from signatures.actions.counts import figures
from signatures.actions.imports import removing
from signatures.actions.moderation import bulk, bulk_worker, notes
from signatures.actions.privacy import erase
from signatures.models import Batch, Decision, Notable, Signature, SignatureNote, Token
from tests.actions.imports.test_cases import run
from tests.factories import make_heading, make_link, make_notable

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


def test_what_organizers_attached_to_a_name_goes_with_it(bring, text):
    file = bring("name,email\nAnn Lee,\nBo Quill,bo@example.org\nCy Dee,\n")
    run(file)
    ann, bo = (Signature.objects.get(name=each) for each in ["Ann Lee", "Bo Quill"])
    notes.add(ann, text="Wrote to the agent", by=file.batch.by)
    make_notable(ann, make_heading(text), checked_on="2026-05-03")
    link = Token.objects.get(sha256=tokens.link_hash(make_link(bo)))

    undoing = undo(file)

    assert (undoing.moved, states()) == (3, {})
    assert not SignatureNote.objects.exists()
    assert not Notable.objects.exists()
    link.refresh_from_db()
    assert link.signature is None
    entries = Decision.objects.filter(batch=undoing.pk, about="signature")
    assert [(each.by, each.refusal, each.held_for) for each in entries] == [
        (file.batch.by, "", [])
    ] * 3
    assert set(entries.values_list("undoes", flat=True)) == set(
        Decision.objects.filter(batch=file.pk, about="signature").values_list("pk", flat=True)
    )


def test_undo_takes_as_many_queries_however_many_names_there_are(bring, text):
    def queries(number):
        names = [f"Ann {chr(97 + each)}{'rst' * 2}" for each in range(number)]
        file = bring("\n".join(["name", *names]) + "\n")
        run(file)
        added = Decision.objects.filter(batch=file.pk, about="signature")
        undoing = Batch(pk=uuid4(), by=file.batch.by, reason="wrong file")
        with CaptureQueriesContext(connection) as found:
            assert removing.remove(list(added.values_list("pk", flat=True)), undoing=undoing)
        return len(found)

    assert queries(1) == queries(12)
