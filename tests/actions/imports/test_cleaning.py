import pytest

from signatures.actions.imports.cleaning import Cleaner
from signatures.models import ImportFile, Occupation
from signatures.text.imports.csv_files import Record

pytestmark = pytest.mark.django_db

COLUMNS = {"name": 0, "credit": 1, "occupation": 2, "country": 3, "email": 4}


@pytest.mark.table(
    ("cells", "name", "problem", "notes"),
    [
        (["Ann Lee", "Poet", "POET", "UK", "ann@example.org"], "Ann Lee", "", []),
        (["Ann Lee"], "Ann Lee", "", []),
        (["Ann Lee", "see https://x.example"], "Ann Lee", "", ["credit"]),
        (["Ann Lee", "", "Diver"], "Ann Lee", "", ["occupation:Diver"]),
        (["Ann Lee", "", "", "Atlantis", "ann"], "Ann Lee", "", ["country:Atlantis", "email:ann"]),
        (["'=Ann"], "=Ann", "", []),
        ([""], "", "empty", []),
        (["A\u202ex"], "Ax", "control_character", []),
        (None, "", "broken", []),
    ],
)
def test_line_loses_a_field_before_it_loses_the_person(cells, name, problem, notes):
    Occupation.objects.create(slug="poet", name="Poet")

    [line] = Cleaner(ImportFile(columns=COLUMNS)).lines([Record(2, cells)])

    assert (line.name, line.problem, line.notes) == (name, problem, notes)
