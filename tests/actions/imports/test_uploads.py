from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.imports import uploads
from signatures.actions.moderation import bulk_worker
from signatures.actions.privacy import erase, retention
from signatures.models import (
    ImportFile,
    ImportLine,
    ImportPart,
    Signature,
)
from tests.actions.imports.test_cases import run
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db


def states():
    return dict(Signature.objects.values_list("name", "state"))


def test_two_people_who_start_one_import_add_it_once(bring):
    file = bring("name\nAnn Lee\n")

    assert uploads.start(file, by=file.batch.by)
    assert not uploads.start(file, by=make_organizer())
    assert not uploads.discard(file, by=make_organizer())
    bulk_worker.run_due()

    assert states() == {"Ann Lee": "published"}


def test_columns_that_were_not_chosen_are_named_and_not_stored(bring):
    file = bring("Name,Phone\nAnn Lee,+358 40 000000\n")
    run(file)

    assert file.unused == ["Phone"]
    assert not ImportPart.objects.exists()
    row = Signature.objects.filter(name="Ann Lee").values().get()
    assert "000000" not in str(row)


def test_files_are_forgotten_after_a_day(bring, time_machine):
    now = timezone.now()
    time_machine.move_to(now)
    unused = bring("name\nAnn Lee\n")
    done = bring("name\nHal 90000\nBo Quill\n")
    run(done)
    assert ImportLine.objects.filter(file=done).count() == 1  # held, for the report

    time_machine.move_to(now + timedelta(days=1, minutes=1))
    retention.erase_expired()

    assert not ImportFile.objects.filter(pk=unused.pk).exists()
    assert not ImportLine.objects.exists()
    assert not ImportPart.objects.exists()
    assert states() == {"Hal 90000": "held", "Bo Quill": "published"}


def test_line_goes_with_the_signature_that_is_withdrawn(bring):
    run(bring("name\nHal 90000\n"))
    assert ImportLine.objects.get().name == "Hal 90000"

    erase.withdraw(Signature.objects.get(), reason="asked")

    assert not ImportLine.objects.exists()
