import csv
import io
import itertools
import json
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import transaction

from signatures.actions.statements import texts as statements
from signatures.models import Attestation, Guild, Occupation, Signature, TextVersion
from signatures.renditions import signatories
from signatures.renditions.files import export_sql, exports
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 3, 12, 0, 30, 250_000, tzinfo=UTC)
STATES = ["pending", "held", "published", "rejected"]


def listed(text):
    return Signature.objects.listed().filter(statement=text.statement)


def export(text, found=None, **filters):
    found = listed(text) if found is None else found
    return exports.Export(found, "http://testserver/ask/signatories/", filters, {"slug": "ask"})


def written_csv(text, found=None, **filters):
    """All rows of the file, and those below the names of the columns, by column."""
    whole = b"".join(exports.write_csv(export(text, found, **filters)))
    rows = list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline=""), strict=True))
    head = rows.index(exports.CSV_COLUMNS)
    return rows[:head], [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def written_json(text, found=None):
    return json.loads(b"".join(exports.write_json(export(text, found))))


def vouch(signature, method, guild=None, at=NOON):
    Attestation.objects.create(signature=signature, method=method, guild=guild, attested_at=at)


@pytest.fixture
def everybody():
    """A statement signed with every display in every state, with more and less proof."""
    text = make_text()
    writer = Occupation.objects.create(slug="writer", name="Writer")
    north, south = (Guild.objects.create(slug=n, name=f"Guild {n}") for n in ("north", "south"))
    for state, display in itertools.product(STATES, Signature.Display.values):
        for proofs in (0, 1, 2, 3):
            signature = make_signature(
                text,
                state=state,
                display=display,
                name=f"{state} {display} {proofs}",
                credit=f"Credit, “{proofs}”",
                occupation=writer if proofs % 2 else None,
                country="IE" if proofs else "",
            )
            if state != "pending":
                for method, guild in [
                    ("guild_roster", south),
                    ("guild_code", north),
                    ("guild_code", south),
                ][:proofs]:
                    vouch(signature, method, guild)
    make_withdrawn(text)
    make_signature(make_text(), name="Elsewhere")
    Signature.objects.filter(state="published").update(published_at=NOON)
    return text


def test_exports_show_what_the_list_shows_and_nobody_else(everybody):
    shown = signatories.rows(listed(everybody))

    _, from_csv = written_csv(everybody)
    from_json = written_json(everybody)["results"]

    assert {f"{row.signed_at:%H:%M:%S.%f}" for row in shown if row.name} == {"12:00:00.000000"}
    assert {f"{row.signed_at:%H:%M:%S.%f}" for row in shown if not row.name} == {"00:00:00.000000"}
    assert len(shown) == 12  # three displays with a line of their own, four amounts of proof
    assert from_csv == [
        {
            "name": row.name,
            "credit": row.credit,
            "occupation": row.occupation,
            "country": row.country,
            "guilds": "; ".join(row.guilds),
            "verified_by": "; ".join(row.verified_by),
            "verified_on": f"{row.as_of:%Y-%m-%d}",
            "signed_at": f"{row.signed_at:%Y-%m-%d %H:%M:%S}",
            "added_by_organizers": "",
            "confirmation": row.confirmation,
            "text_version": "en-1",
        }
        for row in shown
    ]
    assert from_json == [
        {
            "name": row.name or None,
            "credit": row.credit,
            "occupation": row.occupation,
            "country": row.country,
            "guilds": list(row.guilds),
            "verified_by": list(row.verified_by),
            "confirmation": row.confirmation,
            "verified_on": f"{row.as_of:%Y-%m-%d}",
            "signed_at": f"{row.signed_at:%Y-%m-%dT%H:%M:%SZ}",
            "text_version": row.text_version,
            "text_sha256": everybody.text_sha256,
            "affiliation": "",
            "quote": "",
        }
        for row in shown
    ]


def test_names_added_by_organizers_are_marked_until_they_are_proven():
    text = make_text()
    added = make_signature(text, name="On Paper", added_by_organizers=True)
    proven = make_signature(text, name="Proven", added_by_organizers=True)
    added.attestations.all().delete()
    Signature.objects.filter(pk=added.pk).update(attested_at=None)
    added.refresh_from_db()

    _, rows = written_csv(text, listed(text).by_name())

    assert [row.added for row in signatories.rows([added, proven])] == [True, False]
    assert [(row["added_by_organizers"], row["verified_by"]) for row in rows] == [
        ("yes", ""),
        ("", "email"),
    ]


@pytest.mark.parametrize("known", [0, 1, 2])
def test_each_line_names_its_text_version_whichever_are_known_before(known):
    texts = [make_text()]
    french = TextVersion(statement=texts[0].statement, language="fr", title="Demander", text="Non.")
    texts.append(statements.add_text(french))
    for text in texts:
        make_signature(text, name=f"Signed {text.label}")
    made = export(texts[0])._replace(texts=texts[:known])

    whole = b"".join(exports.write_csv(made)).decode()
    results = json.loads(b"".join(exports.write_json(made)))["results"]

    expected = {f"Signed {each.label}": each.label for each in texts}
    assert {each["name"]: each["text_version"] for each in results} == expected
    lines = [each.split(",") for each in whole.splitlines() if each.startswith("Signed")]
    assert {cells[0]: cells[-1] for cells in lines} == expected


def test_csv_says_first_what_it_is(time_machine):
    time_machine.move_to("2026-11-22 10:15:16Z", tick=False)
    text = make_text()
    make_signature(text)
    make_signature(text, display="counted")

    head, rows = written_csv(text, q="thom, yorke", occupation="composer")

    assert [row[0] for row in head] == [
        "# Signatories: http://testserver/ask/signatories/",
        "# As of: 2026-11-22 10:15:16 UTC (all times are UTC)",
        "# Filters: q=thom, yorke occupation=composer",
        "# Lines: 1",
    ]
    assert {len(row) for row in head} == {len(exports.CSV_COLUMNS)}
    assert len(rows) == 1


def test_csv_is_what_spreadsheets_and_rfc_4180_ask_for():
    text = make_text()
    make_signature(text, name='Ann "Bo" Lee', credit="Ø, 作家\nsecond line")

    whole = b"".join(exports.write_csv(export(text)))

    assert whole.startswith(b"\xef\xbb\xbf#")
    assert '"Ann ""Bo"" Lee","Ø, 作家\r\nsecond line",'.encode() in whole
    assert whole.count(b"\n") == whole.count(b"\r\n") == 7


def test_json_says_first_what_it_is(time_machine):
    time_machine.move_to("2026-11-22 10:15:16Z", tick=False)
    text = make_text()
    make_signature(text, name='"\\\x7f</script>é\u2028', credit="作家")

    whole = written_json(text)

    assert list(whole) == [
        *("statement", "text_versions", "signatures_by_wording"),
        *("exported_at", "filters", "count", "counts", "partners_totals", "results"),
    ]
    assert whole["exported_at"] == "2026-11-22T10:15:16Z"
    assert (whole["filters"], whole["count"]) == ({}, 1)
    assert whole["results"][0]["name"] == '"\\\x7f</script>é\u2028'


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_batches_make_one_file(number, monkeypatch):
    monkeypatch.setattr(export_sql, "BATCH", 2)
    text = make_text()
    for each in range(number):
        make_signature(text, name=f"Person {each}")

    _, rows = written_csv(text)

    names = [f"Person {each}" for each in reversed(range(number))]
    assert [row["name"] for row in rows] == names
    assert [row["name"] for row in written_json(text)["results"]] == names


@pytest.mark.parametrize("broken_off", [1, 3, export_sql.BATCH + 1])
def test_file_that_breaks_off_is_no_file(broken_off):
    query = f"COPY (SELECT 1 / ({broken_off} - n) FROM generate_series(1, 9000) n) TO STDOUT"

    with exports.snapshot() as cursor:
        with pytest.raises(psycopg.errors.DivisionByZero), transaction.atomic():
            list(export_sql.copied(cursor, query, []))

        [lines] = export_sql.copied(cursor, "COPY (VALUES ('next'), ('file')) TO STDOUT", [])
        assert lines == [b"next\n", b"file\n"]


def test_nobody_makes_an_empty_file():
    text = make_text()
    make_signature(text)

    head, rows = written_csv(text, listed(text).none())
    whole = written_json(text, listed(text).none())

    assert (head[3][0], rows) == ("# Lines: 0", [])
    assert (whole["count"], whole["results"]) == (0, [])


STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "  \u00a0", "\u3000", "\u200b"]
FORMULAS = [f"{blank}{start}cmd|' /C calc'!A0" for start in STARTS for blank in BEFORE]
FORMULAS += ['=HYPERLINK("http://evil.example","x")', "=1+1", "-2+3", "@SUM(1)", "+1-1"]
FORMULAS += ['=WEBSERVICE("http://evil.example")', "=A1", "=DDE()", "==", "+", "-", "@", "="]
HARMLESS = ["O'Brien", "Ann-Marie", "a=b", "1+1", "Ada @ work", "’Abd", "'quoted", "#hash", "5"]


@pytest.mark.table("column", ["name", "credit", "occupation", "guilds"])
def test_no_cell_is_a_formula(column):
    text = make_text()
    for number, payload in enumerate([*FORMULAS, *HARMLESS]):
        cells = {"name": "Ada", "credit": ""}
        if column in cells:
            cells[column] = payload
        signature = make_signature(text, **cells)
        if column == "occupation":
            made = Occupation.objects.create(slug=f"o{number}", name=payload)
            Signature.objects.filter(pk=signature.pk).update(occupation=made)
        if column == "guilds":
            vouch(signature, "guild_code", Guild.objects.create(slug=f"g{number}", name=payload))

    _, rows = written_csv(text)

    written = [row[column].replace("\r\n", "\n") for row in reversed(rows)]
    assert len(FORMULAS) > 40
    assert written[: len(FORMULAS)] == [f"'{each}" for each in FORMULAS]
    assert written[len(FORMULAS) :] == HARMLESS


def test_export_costs_the_same_however_many_signed(django_assert_num_queries):
    for number in (1, 3):
        text = make_text()
        for _ in range(number):
            make_signature(text)

        # A savepoint and its end, the two limits, the lock, the count, the guilds, and how many
        # of them anybody is a member of; COPY is not counted.
        with django_assert_num_queries(8):
            list(exports.write_csv(export(text)))


def test_no_more_than_a_few_files_are_written_at_once(monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    text = make_text()

    with pytest.raises(exports.BusyError):
        next(exports.write_csv(export(text)))
