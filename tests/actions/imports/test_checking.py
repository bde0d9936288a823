import pytest

from signatures import tokens
from signatures.actions.imports import adding, checking, uploads
from signatures.actions.moderation import bulk_worker
from signatures.models import (
    Batch,
    Signature,
    Suppression,
)
from tests.factories import make_signature

pytestmark = pytest.mark.django_db


def test_killed_worker_loses_and_repeats_no_line(bring, monkeypatch):
    for module, size in [(checking, "READ_AT_ONCE"), (checking, "SCREENED_AT_ONCE")]:
        monkeypatch.setattr(module, size, 2)
    monkeypatch.setattr(adding, "CHUNK", 2)
    monkeypatch.setitem(bulk_worker.SIZES, "import", 2)
    people = [f"Person {letter}" for letter in "ABCDE"]
    monkeypatch.setattr(checking, "check_due", lambda: None)
    file = bring("name\n" + "\n".join(people) + "\n")

    while file.step != "ready":  # a new worker for each chunk
        checking._check_chunk(checking.Readers())
        file.refresh_from_db()
    uploads.start(file, by=file.batch.by)
    while not Batch.objects.get(pk=file.pk).is_over:
        bulk_worker._run_chunk()

    assert list(Signature.objects.order_by("pk").values_list("name", flat=True)) == people
    assert Batch.objects.get(pk=file.pk).moved == 5


def test_file_with_too_many_lines_is_refused(bring, monkeypatch):
    monkeypatch.setattr(checking, "MOST", 2)

    assert bring("name\nAnn\nBo\n").problem == ""
    refused = bring("name\nAnn\nBo\nCy\n")

    assert (refused.problem, refused.step) == ("too_many", "mapping")
    assert not refused.lines.exists()


def test_unclear_dates_ask_once_for_the_whole_file(bring):
    file = bring("name,date\nAnn,3/4/2026\nBo,5/6/2026\n")
    assert (file.step, file.unclear_date) == ("mapping", "3/4/2026")

    uploads.choose_columns(file, file.columns, unused=[], date_order="day_first")
    checking.check_due()

    days = file.lines.order_by("number").values_list("signed_at__date", flat=True)
    assert [str(each) for each in days] == ["2026-04-03", "2026-06-05"]


def test_one_clear_date_tells_the_order_of_the_others(bring):
    file = bring("name,date\nAnn,3/4/2026\nBo,3/24/2026\n")

    assert (file.step, file.date_order) == ("ready", "month_first")


def test_person_who_said_no_is_left_out(bring, text):
    digest = tokens.fingerprint("ann@example.org", purpose="mailbox")
    Suppression.objects.create(statement=text.statement, mailbox_hash=digest, reason="disowned")

    file = bring("name,email\nAnn Lee,Ann@example.org\nBo Quill,bo@example.org\n")

    assert file.lines.get(number=2).problem == "said_no"
    assert Batch.objects.get(pk=file.pk).states == {"published": 1}


def test_line_of_a_second_person_with_the_mailbox_has_signed(bring, text):
    text.statement.shares_mailboxes = True
    text.statement.save()
    bo = make_signature(text, name="Bo Sample")
    Signature.objects.filter(pk=bo.pk).update(
        email="home@example.org", mailbox="2 home@example.org"
    )

    file = bring("name,email\nBo Sample,home@example.org\nAda,ada@example.org\n")

    assert list(file.lines.order_by("number").values_list("problem", flat=True)) == [
        "has_signed",
        "",
    ]
