"""Files as people send them, each with the right answer."""

from pathlib import Path

import pytest

from signatures.actions.evidence import screening
from signatures.actions.imports import checking, uploads
from signatures.actions.moderation import bulk_worker
from signatures.forms.imports import facts_of
from signatures.models import Occupation, Signature, WatchedName
from signatures.models.import_note import note_in_words
from signatures.text import finding
from signatures.text.imports import columns
from signatures.text.watched_names.keys import watched_keys
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[2] / "cases" / "imports"
ANNA = [("Anna Neunmal", "published")]
# The file; the names and states of the signatures; and what the report says of which line.
CASES = [
    ("01-heading-with-line-break.csv", ANNA, {}),
    ("02-sep-line.csv", ANNA, {}),
    (
        "03-first-and-last-name.csv",
        [*ANNA, ("Bo Quill", "published")],
        {},
    ),
    (
        "04-countries-as-people-write-them.csv",
        [
            (f"{each} Land", "published")
            for each in ["Ada", "Bea", "Cleo", "Dov", "Emi", "Fay", "Gil", "Han", "Ida", "Jo"]
        ],
        {11: "Imported without the country, which is unknown: “Atlantis”"},
    ),
    (
        "05-dates-of-spreadsheets.csv",
        [(f"{each} Land", "published") for each in ["Ada", "Bea", "Cleo", "Dov"]],
        {},
    ),
    (
        "06-stray-quote.csv",
        [("Ada Land", "published"), ("Cleo Land", "published")],
        {3: "broken"},
    ),
    (
        "07-two-people-one-name.csv",
        [("Maria Quill", "published"), ("Maria Quill", "published")],
        {3: "Another line has the same name. Check whether it is one person"},
    ),
    ("08-empty-line-first.csv", [("Ada Land", "published")], {}),
    ("09-own-export.csv", [("Ada Land", "published")], {}),
    (
        "10-handles-and-domains.csv",
        [
            (f"{each} Land", "published")
            for each in ["Ada", "Bea", "Cleo", "Dov", "Emi", "Fay", "Gil", "Han"]
        ],
        {},
    ),
    (
        "11-stage-names.csv",
        [("-N-", "held"), ("+44 Ensemble", "held"), ("112", "held")],
        {},
    ),
    (
        "12-marks-around-names.csv",
        [
            ("דנה כהן", "published"),
            ("Ada Land", "published"),
            ("Bea Land", "published"),
            ("CleoLand", "published"),
        ],
        {},
    ),
    ("13-windows-1252.csv", [("Zoë Brøns", "published")], {}),
    ("15-personal-columns.csv", [("Ada Land", "published")], {}),
]


def upload(text, path):
    with path.open("rb") as file:
        facts = facts_of(file)
        made = uploads.upload(
            text.statement, file, facts, by=make_organizer("moderator"), reason="paper"
        )
    headings = uploads.headings(made)
    found = columns.guessed(headings)
    unused = [each for at, each in enumerate(headings) if at not in found.values()]
    uploads.choose_columns(made, found, unused=unused)
    checking.check_due()
    made.refresh_from_db()
    return made


def run(file):
    assert uploads.start(file, by=file.batch.by)
    bulk_worker.run_due()


@pytest.mark.table(("name", "signatures", "told"), CASES)
def test_import_of_a_file_from_real_life(name, signatures, told):
    Occupation.objects.create(slug="writer", name="Writer")

    file = upload(make_text(), FILES / name)
    lines = {
        line.number: line.problem or "; ".join(map(note_in_words, line.notes))
        for line in file.lines.all()
    }
    run(file)

    found = Signature.objects.order_by("pk").values_list("name", "state")
    assert list(found) == signatures
    assert {number: words for number, words in lines.items() if words} == told


def test_watched_names_are_held_as_on_the_form():
    watched = "Quintessa Harborough"
    WatchedName.objects.create(name=watched, keys=sorted(watched_keys(watched)))
    text = make_text()

    run(upload(text, FILES / "14-watched-name.csv"))

    added = list(Signature.objects.order_by("pk"))
    assert [each.state for each in added] == ["held", "held", "held"]
    for each in added:
        assert each.hold_reasons == screening.screen(each).reasons, each.name


def test_last_names_sort_the_list_where_the_form_asks_for_them():
    text = make_text()
    text.statement.form_fields = ["family_name"]
    text.statement.save()

    run(upload(text, FILES / "03-first-and-last-name.csv"))

    keys = {each.name: bytes(each.name_key) for each in Signature.objects.all()}
    assert keys["Bo Quill"] == finding.sort_key("Bo Quill", "Quill")
    assert keys["Anna Neunmal"] < keys["Bo Quill"]


def test_two_people_of_one_name_and_credit_are_held_as_on_the_form(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Name,Credit\nMaria Quill,Poet\nMaria Quill,Poet\nMaria Quill,\n")
    text = make_text()

    run(upload(text, path))

    states = list(Signature.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["published", "held", "published"]
    form = make_signature(text, state="pending", name="Maria Quill", credit="Poet")
    assert screening.screen(form).reasons == ["same_words"]
    other = make_signature(text, state="pending", name="Maria Quill", credit="")
    assert screening.screen(other).reasons == []
