import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from signatures.actions.counts import figures, tallies
from signatures.models import (
    Attestation,
    Decision,
    Occupation,
    OutgoingMail,
    Signature,
    TallyDelta,
    User,
)
from signatures.renditions import signatories
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

BOM = "\ufeff"


@pytest.fixture
def text():
    return make_text(slug="ask")


@pytest.fixture
def bring(tmp_path, text):
    """Import this as a file; return what the command says, a list of lines."""

    def bring(content, *options, encoding="utf-8"):
        file = tmp_path / "paper.csv"
        file.write_bytes(content.encode(encoding))
        said = StringIO()
        call_command("import_signatures", str(file), "--statement=ask", *options, stdout=said)
        # As at the end of a transaction.
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS arriving")
        return [" ".join(line.split()) for line in said.getvalue().splitlines() if line.strip()]

    return bring


def names():
    return list(Signature.objects.order_by("pk").values_list("name", flat=True))


def test_names_are_added_as_added_and_never_as_verified(bring, text):
    Occupation.objects.create(slug="poet", name="Poet")
    User.objects.create_superuser("olga@example.org", "x")

    said = bring(
        "Name,Credit,Occupation,Country,E-mail,Signed at\n"
        "Zoë  Quist,Poet of “Moss”,poet,Ireland,Zoe@Example.org,2026-05-03\n",
        "--by=olga@example.org",
    )

    [signature] = Signature.objects.listed()
    row = signatories.row(signature)
    decision = Decision.objects.get(about="signature")
    of_batch = Decision.objects.get(about="batch")
    assert (row.name, row.credit, row.occupation) == ("Zoë Quist", "Poet of “Moss”", "Poet")
    assert (row.country, row.verified_by, row.added) == ("IE", (), True)
    assert (signature.email, signature.mailbox) == ("Zoe@example.org", "zoe@example.org")
    assert str(signature.signed_at) == "2026-05-03 00:00:00+00:00"
    assert (signature.text_version, signature.display) == (text, "full")
    assert signature.search_text == " zoe quist poet of “moss”"
    assert not Attestation.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert (decision.from_state, decision.to_state) == ("", "published")
    assert (decision.by.email, decision.signature) == ("olga@example.org", signature)
    assert decision.reason == "added by the organizers, from paper.csv"
    assert said[-1] == f"1 added, in batch {decision.batch}"
    assert (of_batch.batch, of_batch.subject) == (decision.batch, "1 names added")
    counts = figures.of(text.statement)
    assert (counts.signatories, counts.email, counts.added) == (0, 0, 1)
    tallies.fold()
    assert figures.of(text.statement) == counts
    assert tallies.totals(text.statement, "country") == {"country": {"IE": 1}}


FILE = """name;email;credit;country;signed_at
Ann Lee;;;;
Björn Ulv;;;;
bjorn ulv;;;;
Cy Dee;cy@example.org;;;
Other Name;CY@example.org;;;
=cmd();;;;
;x@example.org;;;
Ed;not an address;;;
Flo;;;Atlantis;
Gus;;;;tomorrow
Hal;;;;2999-01-01
Ivy;there@example.org;;;
There;;;;
"""


def test_dry_run_tells_of_every_line_and_writes_nothing(bring, text):
    make_signature(text, name="There", email="there@example.org", state="published")

    said = bring(FILE, "--dry-run")

    assert said == [
        "line what name, and why",
        "2 accepted Ann Lee",
        "3 accepted Björn Ulv",
        "4 duplicate bjorn ulv: of line 3",
        "5 accepted Cy Dee",
        "6 duplicate Other Name: of line 5",
        "7 refused =cmd(): Please begin with a letter; =, +, - and @ cannot come first.",
        "8 refused : Enter your name",
        "9 refused Ed: Enter an e-mail address, like name@example.org",
        "10 refused Flo: “Atlantis” is not on the site's list.",
        "11 refused Gus: “tomorrow” is no date such as 2026-05-03 or 2026-05-03T12:00:00Z.",
        "12 refused Hal: “2999-01-01” has not come yet.",
        "13 duplicate Ivy: of a signature there (published)",
        "14 duplicate There: of a signature there (published)",
        "3 accepted",
        "6 refused",
        "4 duplicate",
        "Dry run: nothing was saved.",
    ]
    assert names() == ["There"]
    assert not Decision.objects.exists()


def test_real_run_does_what_the_dry_run_said_and_again_adds_nobody(bring, text):
    make_signature(text, name="There", email="there@example.org")

    first, second = bring(FILE), bring(FILE)

    assert sorted(names()) == ["Ann Lee", "Björn Ulv", "Cy Dee", "There"]
    assert re.fullmatch(r"3 added, in batch \S{36}", first[-1])
    assert second[-1].startswith("0 added")
    assert "2 accepted Ann Lee" not in first
    assert TallyDelta.objects.aggregate(Sum("amount")) == {"amount__sum": 4}


@pytest.mark.parametrize("state", ["pending", "held", "rejected"])
def test_somebody_there_in_any_state_is_a_duplicate(bring, text, state):
    make_signature(text, name="There", email="there@example.org", state=state)

    said = bring("name,email\nIvy,there@example.org\n", "--dry-run")

    assert said[1] == f"2 duplicate Ivy: of a signature there ({state})"


def test_same_name_under_another_statement_is_nobody_s_duplicate(bring, text):
    make_signature(make_text(), name="Ann Lee")

    assert bring("name\nAnn Lee\n", "--dry-run")[1] == "2 accepted Ann Lee"


@pytest.mark.table(
    "content",
    [BOM + "name\nZoë\n", "NAME\r\nZoë\r\n", 'x,"Full  Name"\n1,"Zoë"\n', "name\tx\nZoë\t\n\n"],
)
def test_files_of_many_programs_are_read(bring, content):
    bring(content)

    assert names() == ["Zoë"]


@pytest.mark.table(
    ("content", "encoding", "message"),
    [
        ("name\nZoë\n", "latin-1", "This is another encoding, not UTF-8."),
        ("name\nZoë\n", "utf-16", "This is UTF-16, not UTF-8."),
        ("PK\3\4", "ascii", "This is a workbook (XLSX, ODS), not UTF-8."),
        ("who\nZoë\n", "utf-8", 'one of them must be "name". It has: who.'),
        ("", "utf-8", "It has: nothing."),
        ('name\n"Zoë\n', "utf-8", "This is not CSV: "),
    ],
)
def test_file_of_another_kind_is_refused_with_what_to_do(bring, content, encoding, message):
    with pytest.raises(CommandError) as refused:
        bring(content, encoding=encoding)

    assert message in str(refused.value)
    assert names() == []


def test_command_refuses_what_it_does_not_know(bring, tmp_path):
    file = str(tmp_path / "paper.csv")

    with pytest.raises(CommandError, match="no statement nowhere"):
        call_command("import_signatures", file, "--statement=nowhere")
    with pytest.raises(CommandError, match="nobody with x@example.org"):
        bring("name\n", "--by=x@example.org")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_signatures", str(tmp_path / "none.csv"), "--statement=ask")


@pytest.mark.parametrize("number", [1, 3])
def test_import_costs_the_same_however_many(bring, number, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        bring("name\n" + "".join(f"Person {'abc'[each]}\n" for each in range(number)))
