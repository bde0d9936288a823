from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from signatures.actions.counts import figures, tallies
from signatures.models import (
    Attestation,
    Batch,
    Decision,
    ImportLine,
    ImportPart,
    Occupation,
    OutgoingMail,
    Signature,
    TallyDelta,
)
from signatures.renditions import signatories
from tests.factories import make_organizer, make_signature

pytestmark = pytest.mark.django_db

BOM = "\ufeff"


@pytest.fixture
def bring(tmp_path, text):
    """Import this as a file; return the lines that the command prints."""
    make_organizer("moderator", email="mo@example.org")

    def bring(content, *options, encoding="utf-8"):
        file = tmp_path / "paper.csv"
        file.write_bytes(content.encode(encoding))
        said = StringIO()
        fixed = ["--statement=ask", "--by=mo@example.org"]
        call_command("import_signatures", str(file), *fixed, *options, stdout=said)
        return [" ".join(line.split()) for line in said.getvalue().splitlines() if line.strip()]

    return bring


def names():
    return list(Signature.objects.order_by("pk").values_list("name", flat=True))


def test_names_are_added_as_added_and_never_as_verified(bring, text):
    Occupation.objects.create(slug="poet", name="Poet")

    said = bring(
        "Name,Credit,Occupation,Country,E-mail,Signed at\n"
        "Zoë  Quist,Poet of “Moss”,poet,Ireland,Zoe@Example.org,2026-05-03\n"
    )

    [signature] = Signature.objects.listed()
    row = signatories.row(signature)
    decision = Decision.objects.get(about="signature")
    assert (row.name, row.credit, row.occupation) == ("Zoë Quist", "Poet of “Moss”", "Poet")
    assert (row.country, row.verified_by, row.added) == ("IE", (), True)
    assert (signature.email, signature.mailbox) == ("Zoe@example.org", "zoe@example.org")
    assert str(signature.signed_at) == "2026-05-03 00:00:00+00:00"
    assert (signature.text_version, signature.display) == (text, "full")
    assert signature.search_text == " zoe quist poet of “moss”"
    assert not Attestation.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert (decision.from_state, decision.to_state) == ("", "published")
    assert (decision.by.email, decision.signature) == ("mo@example.org", signature)
    assert said[-1] == f"1 added, in batch {decision.batch}"
    logged = Decision.objects.filter(about="batch", batch=decision.batch).order_by("pk")
    assert [each.to_state for each in logged] == [
        "file of 119 bytes uploaded",
        "import: 1 signatures",
        "done: 1 moved, 0 skipped",
    ]
    counts = figures.of(text.statement)
    assert (counts.signatories, counts.email, counts.added) == (0, 0, 1)
    tallies.fold()
    assert figures.of(text.statement) == counts
    assert tallies.totals(text.statement, "country") == {"country": {"IE": 1}}
    assert not ImportPart.objects.exists()
    assert not ImportLine.objects.exists()


FILE = """name;email;credit;country;signed_at
Ann Lee;;;;
Björn Ulv;;;;
björn ulv;;;;
Cy Dee;cy@example.org;;;
Other Name;CY@example.org;;;
;x@example.org;;;
Ed;not an address;;;
Flo;;;Atlantis;
Gus;;;;tomorrow
Hal;;;;2999-01-01
Ivy;there@example.org;;;
There;;;;
"""


def test_dry_run_reports_on_every_line_and_imports_nothing(bring, text):
    make_signature(text, name="There", email="there@example.org", state="published")

    said = bring(FILE, "--dry-run")

    assert said == [
        "4 on the list at once björn ulv: Another line has the same name. Check whether it is one"
        " person",
        "6 left out Other Name: Another line has the same e-mail address",
        "7 left out : There is no name",
        "8 on the list at once Ed: Imported without the e-mail address, which is not valid:"
        " “not an address”",
        "9 on the list at once Flo: Imported without the country, which is unknown: “Atlantis”",
        "10 on the list at once Gus: Imported without the date, which cannot be read: “tomorrow”",
        "11 on the list at once Hal: Imported without the date, which is in the future:"
        " “2999-01-01”",
        "12 left out Ivy: There is a signature with this e-mail address",
        "13 on the list at once There: A signature has the same name. Check whether it is one"
        " person",
        "9 on the list at once",
        "0 held for review",
        "0 rejected by a rule",
        "3 left out",
        "Nothing was imported.",
    ]
    assert names() == ["There"]
    assert not Batch.objects.exists()


def test_same_file_is_imported_again_only_when_asked(bring, text):
    first = bring("name,email\nAnn Lee,ann@example.org\nBo Quill,\n")

    with pytest.raises(CommandError, match="imported before. Add --again"):
        bring("name,email\nAnn Lee,ann@example.org\nBo Quill,\n")
    again = bring("name,email\nAnn Lee,ann@example.org\nBo Quill,\n", "--again")

    assert first[-1].startswith("2 added")
    assert again[-1].startswith("1 added")
    assert names() == ["Ann Lee", "Bo Quill", "Bo Quill"]
    assert TallyDelta.objects.aggregate(Sum("amount")) == {"amount__sum": 3}


@pytest.mark.table(
    "content",
    [BOM + "name\nZoë\n", "NAME\r\nZoë\r\n", 'x,"Full  Name"\n1,"Zoë"\n', "name\tx\nZoë\t\n\n"],
)
def test_files_of_many_programs_are_read(bring, content):
    bring(content)

    assert names() == ["Zoë"]


def test_file_in_utf_16_is_read(bring):
    bring("name\nZoë\n", encoding="utf-16")

    assert names() == ["Zoë"]


@pytest.mark.table(
    ("content", "encoding", "message"),
    [
        ("name\nZoë\n", "latin-1", "add --encoding. It may be cp1252"),
        ("PK\3\4", "ascii", "The workbook is damaged or too large."),
        ("\0\1\2", "ascii", "This is not a CSV or XLSX file."),
        ("\xd0\xcf\x11\xe0", "latin-1", "This is an old Excel file."),
        ("who\nZoë\n", "utf-8", 'must be "name". The first line has: who.'),
        ("", "utf-8", "The first line has: nothing."),
        ("name\n", "utf-8", "The file has no line after the headings."),
        ("name,date\nZoë,3/4/2026\n", "utf-8", "3/4/2026 can be read in two ways."),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_advice(bring, content, encoding, message):
    with pytest.raises(CommandError) as refused:
        bring(content, encoding=encoding)

    assert message in str(refused.value)
    assert names() == []
    assert not Batch.objects.exists()


def test_options_say_encoding_and_order_of_dates(bring):
    bring("name,date\nZoë,3/4/2026\n", "--encoding=cp1252", "--dates=day_first", encoding="latin-1")

    signature = Signature.objects.get()
    assert (signature.name, str(signature.signed_at.date())) == ("Zoë", "2026-04-03")


def test_command_refuses_what_it_does_not_know(bring, tmp_path):
    file = str(tmp_path / "none.csv")
    make_organizer("viewer", email="vi@example.org")

    with pytest.raises(CommandError, match="no statement nowhere"):
        call_command("import_signatures", file, "--statement=nowhere", "--by=mo@example.org")
    with pytest.raises(CommandError, match="No organizer who may decide"):
        bring("name\n", "--by=vi@example.org")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_signatures", file, "--statement=ask", "--by=mo@example.org")
    with pytest.raises(CommandError, match="required: --by"):
        call_command("import_signatures", file, "--statement=ask")
