"""Affiliations are suggested from what others wrote, counted by name, and tidied."""

import pytest

from signatures.actions.evidence import voices
from signatures.actions.tidying import affiliations, undo
from signatures.errors import UnlikeError
from signatures.models import Affiliation, Decision
from tests.factories import make_text, make_voiced

pytestmark = pytest.mark.django_db
LONG = "Tin University of Applied Sciences"
OTHER = "Tin University of Applied Science"


@pytest.fixture
def asking():
    return make_text(slug="ask", form_fields=["affiliation", "display"])


def from_(text, *names, **fields):
    return [make_voiced(text, affiliation=name, quote="", **fields) for name in names]


def names(text):
    found = Affiliation.objects.filter(statement=text.statement).order_by("signature")
    return list(found.values_list("name", flat=True))


def test_name_of_two_signatories_is_suggested_and_that_of_one_is_not(asking):
    from_(asking, "Tin University", "TIN University", "Tin University", "Zinc College")

    assert affiliations.suggested(asking.statement) == ["Tin University"]


def test_names_are_counted_whatever_their_spelling(asking):
    from_(asking, "Tin University", "TIN University", "Tin University", "Zinc College")

    assert affiliations.most_frequent(asking.statement, 9) == [
        ("tin university", "Tin University", 3),
        ("zinc college", "Zinc College", 1),
    ]
    assert affiliations.most_frequent(asking.statement, 1)[0][2] == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "pending"},
        {"state": "held"},
        {"state": "rejected"},
        {"display": "name"},
        {"display": "anonymous"},
        {"display": "counted"},
    ],
)
def test_name_that_is_not_public_is_neither_suggested_nor_counted(asking, fields):
    from_(asking, "Secret Guild", "Secret Guild", **fields)

    assert affiliations.suggested(asking.statement) == []
    assert affiliations.frequent(asking.statement) == []


def test_statement_that_no_longer_asks_suggests_nothing(asking):
    from_(asking, "Tin University", "Tin University")
    asking.statement.form_fields = ["display"]

    assert affiliations.suggested(asking.statement) == []


def test_spellings_of_one_name_are_grouped(asking):
    from_(asking, LONG, LONG, OTHER, "Zinc College")
    from_(asking, LONG.upper(), state="pending")

    [group] = affiliations.suggest(asking.statement)

    assert group == [(LONG, 2), (OTHER, 1)]


def test_tidied_names_get_the_key_of_the_one_that_is_kept_and_back(asking, mo):
    from_(asking, LONG, OTHER, "Zinc College")
    from_(asking, OTHER, display="name")
    spellings = [LONG, OTHER]

    tidied = affiliations.tidy(asking.statement, spellings, keep=LONG, by=mo)

    assert tidied.number == 1
    assert names(asking) == [LONG, LONG, "Zinc College", OTHER]
    assert all(each.key == voices.key(each.name) for each in Affiliation.objects.all())
    assert Decision.objects.filter(subject="affiliations tidied", by=mo).count() == 1
    assert affiliations.tidy(asking.statement, spellings, keep=LONG, by=mo) is None

    undo.undo(tidied, by=mo)

    assert names(asking)[:2] == spellings
    assert all(each.key == voices.key(each.name) for each in Affiliation.objects.all())


@pytest.mark.parametrize(
    ("spellings", "keep"),
    [
        (["Tin University"], "Zinc College"),
        (["Tin University"], "TIN university"),  # nobody's spelling
    ],
)
def test_other_organization_is_never_written(asking, mo, spellings, keep):
    from_(asking, "Tin University", "Zinc College")

    with pytest.raises(UnlikeError):
        affiliations.tidy(asking.statement, spellings, keep=keep, by=mo)
    assert names(asking) == ["Tin University", "Zinc College"]
