import pytest
from django.core.management import call_command

from signatures.actions.moderation import bulk as batches
from signatures.models import Signature
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_run_batches_finishes_what_was_started(capsys):
    signature, by = make_signature(make_text()), make_organizer()
    batch = batches.plan(
        Signature.objects.all(), statement=signature.statement, act="hold", reason="x", by=by
    )
    call_command("run_batches")
    batches.start(batch, by=by)

    call_command("run_batches")

    assert capsys.readouterr().out == "Changed 0 signatures.\nChanged 1 signatures.\n"
    signature.refresh_from_db()
    assert signature.state == "held"
