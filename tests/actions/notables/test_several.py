from datetime import date

import pytest

from signatures.actions.notables import several
from signatures.actions.notables.notables import Check
from signatures.actions.notables.several import Person
from signatures.errors import StaleEditError
from signatures.models import Batch, Decision, Notable, Rule, Signature
from tests.factories import make_heading, make_notable, make_signature, make_text

pytestmark = pytest.mark.django_db

CHECK = Check("video_call", date(2026, 5, 3))


@pytest.fixture
def heading(text):
    return make_heading(text)


def test_people_are_found_by_name_or_else_by_its_words(text):
    ada = make_signature(text, name="Ada Example", credit="Poet")
    held = make_signature(text, name="Ada Example", state="held")
    bjorn = make_signature(text, name="Björn M. Example")
    make_signature(text, name="Ada Example", display="anonymous")
    make_signature(make_text(), name="Ada Example")

    found = several.find(text.statement, ["Ada Example", "Bjorn Example", "No One"])

    assert set(found["Ada Example"]) == {ada, held}
    assert found["Bjorn Example"] == [bjorn]
    assert found["No One"] == []


def test_signed_and_new_people_are_placed_in_their_order(text, heading, mo):
    ada = make_signature(text, name="Ada Example")
    people = [Person("New Person", "Poet"), Person("Ada Example", "Singer", ada)]

    new = several.add(text.statement, people, heading=heading, check=CHECK, by=mo)

    placed = list(heading.notables.order_by("position").select_related("signature"))
    assert new == 1
    assert [(each.signature.name, each.credit) for each in placed] == [
        ("New Person", ""),
        ("Ada Example", "Singer"),
    ]
    added = placed[0].signature
    assert (added.added_by_organizers, added.attested_at, added.credit) == (True, None, "Poet")
    assert Batch.objects.get().state == "done"
    assert Decision.objects.filter(about="batch", by=mo).exists()


def test_new_names_pass_the_same_rules(text, heading, mo):
    Rule.objects.create(kind="word", value="robot", by=mo)
    Rule.objects.create(kind="name", value="bad*", effect="refuse", by=mo)
    people = [Person("Ada Robot"), Person("Bad Person"), Person("Good Person")]

    several.add(text.statement, people, heading=heading, check=CHECK, by=mo)

    states = dict(Signature.objects.values_list("name", "state"))
    assert states == {"Ada Robot": "held", "Bad Person": "rejected", "Good Person": "published"}
    assert sorted(Notable.objects.values_list("signature__name", flat=True)) == [
        "Ada Robot",
        "Good Person",
    ]


def test_no_one_is_added_if_someone_is_notable_by_now(text, heading, mo):
    ada = make_signature(text, name="Ada Example")
    make_notable(ada, heading)
    people = [Person("New Person"), Person("Ada Example", "", ada)]

    with pytest.raises(StaleEditError):
        several.add(text.statement, people, heading=heading, check=CHECK, by=mo)

    assert Signature.objects.count() == 1
    assert not Batch.objects.exists()
