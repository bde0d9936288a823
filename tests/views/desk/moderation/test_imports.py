import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.imports import checking
from signatures.actions.moderation import bulk_worker
from signatures.forms import imports as forms
from signatures.models import Batch, Decision, Signature, WatchedName
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db

HERE = "/desk/ask/imports/"
NAMES = b"Name,Credit,Country,Phone\nAda Land,Poet,FI,1\nBo Quill,Poet,Atlantis,2\n,Poet,,3\n"


@pytest.fixture(autouse=True)
def mo(client):
    make_text(slug="ask")
    user = make_organizer("moderator", email="mo@example.org")
    sign_in(client, user, reauthenticated=True)
    return user


def post_file(client, content=NAMES, name="paper.csv", reason="signed on paper"):
    return client.post(HERE, {"file": SimpleUploadedFile(name, content), "reason": reason})


def checked(client, content=NAMES, **columns):
    """Upload a file, choose its columns, let the worker check it; return the import's address."""
    there = post_file(client, content)["Location"]
    columns = columns or {"name": 0, "credit": 1, "country": 2}
    assertRedirects(client.post(there, columns), there)
    checking.check_due()
    return there


def test_import_at_the_desk_from_upload_to_undo(client):
    there = post_file(client)["Location"]
    asked = client.get(there)
    assertContains(asked, '<option value="0" selected>Name</option>', html=True)
    assertContains(asked, "Columns that you do not choose are not imported.")

    client.post(there, {"name": 0, "credit": 1, "country": 2})
    assertContains(client.get(there), "Checking the lines")
    checking.check_due()
    preview = client.get(there)
    assertContains(preview, "<strong>2</strong> on the list at once")
    assertContains(preview, "<strong>1</strong> left out")
    assertContains(preview, "which is unknown: “Atlantis”")
    assertContains(preview, "Columns that are not imported: <bdi>Phone</bdi>")
    assert not Signature.objects.exists()

    started = client.post(f"{there}start/")
    batch = Batch.objects.get()
    assertRedirects(started, f"/desk/ask/batches/{batch.pk}/")
    assertRedirects(client.get(there), started["Location"])
    bulk_worker.run_due()
    done = client.get(started["Location"])
    assertContains(done, "2 added.")
    mark = '<span class="badge badge--added">Added by the campaign team, not confirmed</span>'
    assertContains(client.get("/ask/signatories/"), mark, count=2)

    undoing = client.post(f"/desk/ask/batches/{batch.pk}/undo/")
    bulk_worker.run_due()
    assertContains(client.get(undoing["Location"]), "2 deleted.")
    assert not Signature.objects.exists()
    lines = Decision.objects.told_once().filter(by__email="mo@example.org").order_by("pk")
    assert [each.to_state for each in lines] == [
        f"file of {len(NAMES)} bytes uploaded",
        "import: 2 signatures",
        "undo: 2 signatures",
    ]


def test_report_lists_every_line_to_check(client):
    name = "Quintessa Harborough"
    WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)))
    there = checked(client, NAMES + b"Quintessa Harborough,Poet,,\n-N-,,,\n")

    answer = client.get(f"{there}report/")

    report = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="ask-import-report.csv"'
    assert report[0] == "# Columns that were not imported: Phone"
    assert report[1] == "line,name,outcome,why"
    assert report[2].startswith("3,Bo Quill,on the list at once,")
    assert report[3] == "4,,left out,There is no name"
    assert report[4].startswith("5,Quintessa Harborough,held for review,")
    assert "watch list" in report[4]
    assert report[5].startswith("6,'-N-,held for review,")


def test_workbook_is_read_with_dates_and_numbers(client):
    book, content = Workbook(), io.BytesIO()
    book.active.append(["First name", "Last name", "Credit"])
    book.active.append(["Anna", "Neunmal", 112])
    book.active.append([None, None, None])
    book.save(content)
    there = post_file(client, content.getvalue(), "paper.xlsx")["Location"]

    client.post(there, {"first_name": 0, "last_name": 1, "credit": 2})
    checking.check_due()
    client.post(f"{there}start/")
    bulk_worker.run_due()

    assert list(Signature.objects.values_list("name", "credit")) == [("Anna Neunmal", "112")]


def test_older_encoding_is_chosen_by_its_letters(client):
    there = post_file(client, "Name\nZoë Brøns\n".encode("cp1252"))["Location"]

    asked = client.get(there)
    assertContains(asked, "Which line has the right letters?")
    assertContains(asked, "Zoë Brøns (cp1252)")
    assert client.post(there, {"name": 0}).status_code == 422
    client.post(there, {"name": 0, "encoding": "cp1252"})
    checking.check_due()

    assertContains(client.get(there), "Zoë Brøns")


def test_unclear_dates_are_asked_for(client):
    there = checked(client, b"Name,Date\nAda Land,3/4/2026\n", name=0, signed_at=1)

    assertContains(client.get(there), "“3/4/2026” can be read in two ways")
    assertContains(
        client.post(there, {"name": 0, "signed_at": 1}), "Choose how to", status_code=422
    )
    client.post(there, {"name": 0, "signed_at": 1, "date_order": "month_first"})
    checking.check_due()

    assertContains(client.get(there), "4 March 2026")


@pytest.mark.table(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\xd0\xcf\x11\xe0", "old Excel file"),
        (b"PK\3\4broken", "damaged"),
        (b"\x89PNG\0\0", "not a CSV or XLSX file"),
    ],
)
def test_file_of_another_kind_is_refused_with_advice(client, content, said):
    assertContains(post_file(client, content), said, status_code=422)
    assert not Batch.objects.exists()


def test_file_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", 20)

    assertContains(post_file(client), "larger than 20 MB", status_code=422)


@pytest.mark.table(
    ("columns", "said"),
    [
        ({"credit": 1}, "Choose the column with the names"),
        ({"name": 0, "last_name": 1}, "either one column"),
        ({"name": 0, "credit": 0}, "Choose each column only once"),
        ({"name": 9}, "Choose one of the options for “"),
    ],
)
def test_columns_that_make_no_sense_are_asked_for_again(client, columns, said):
    there = post_file(client)["Location"]

    assertContains(client.post(there, columns), said, status_code=422)


def test_same_file_is_imported_twice_only_with_a_tick(client):
    client.post(f"{checked(client)}start/")
    bulk_worker.run_due()
    there = checked(client)

    assertContains(client.get(there), "This file was imported before")
    assertContains(client.post(f"{there}start/"), "Tick the box", status_code=422)
    client.post(f"{there}start/", {"again": "on"})
    bulk_worker.run_due()

    assert Signature.objects.count() == 4


def test_discard_deletes_the_file_and_is_logged(client):
    there = checked(client)

    assertRedirects(client.post(f"{there}discard/"), HERE)

    assert not Batch.objects.exists()
    assert Decision.objects.latest("pk").to_state == "file deleted, nothing imported"
    assert client.get(there).status_code == 404


def test_unchecked_file_cannot_start(client):
    there = post_file(client)["Location"]
    batch = Batch.objects.get()

    client.post(f"{there}start/")
    client.post(f"/desk/ask/batches/{batch.pk}/start/")

    batch.refresh_from_db()
    assert batch.state == "planned"
    assertNotContains(client.get(HERE), "running")
