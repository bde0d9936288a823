import pytest

from signatures.actions.tidying import occupation_list
from signatures.errors import InUseError
from signatures.models import Decision, Occupation
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    Occupation.objects.all().delete()
    return make_organizer()


def add(name, by):
    occupation_list.add(Occupation(name=name), by=by)
    return Occupation.objects.get(name=name)


def names():
    return list(Occupation.objects.order_by("position").values_list("name", flat=True))


def test_added_occupation_is_last_and_has_a_slug_of_its_own(by):
    add("Set painter", by)
    add("Set-painter", by)
    add("书", by)

    assert names() == ["Set painter", "Set-painter", "书"]
    slugs = set(Occupation.objects.values_list("slug", flat=True))
    assert {"set-painter", "set-painter-2"} < slugs
    assert len(slugs) == 3


def test_moved_occupation_has_its_new_place_and_a_line_in_the_log(by):
    made = [add(name, by) for name in ("One", "Two", "Three")]

    assert occupation_list.move(made[2], "up", by=by)

    assert names() == ["One", "Three", "Two"]
    assert Decision.objects.filter(about="occupation", to_state="place 2", by=by).exists()


def test_gone_occupation_is_neither_moved_nor_deleted(by):
    made = add("One", by)
    Occupation.objects.all().delete()

    assert not occupation_list.move(made, "up", by=by)
    assert not occupation_list.delete(made, by=by)


def test_occupation_in_use_or_still_offered_is_not_deleted(by):
    made = add("One", by)
    with pytest.raises(InUseError):
        occupation_list.delete(made, by=by)
    Occupation.objects.update(offered=False)
    signature = make_signature(make_text(), occupation=made)
    with pytest.raises(InUseError):
        occupation_list.delete(made, by=by)
    assert signature.occupation == made


def test_unused_occupation_is_deleted(by):
    made = add("One", by)
    Occupation.objects.update(offered=False)

    assert occupation_list.delete(made, by=by)

    assert names() == []
