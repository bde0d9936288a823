import pytest

from signatures.actions.organizations import order
from signatures.models import Decision
from tests.factories import make_endorsement, make_organizer

pytestmark = pytest.mark.django_db


def names(text):
    return [each.organization.name for each in order.in_order(text.statement)]


def test_moved_organization_has_its_new_place_and_a_line_in_the_log(text):
    made = [make_endorsement(text, name=name) for name in ("One", "Two", "Three")]
    by = make_organizer()

    assert order.move(made[2], "top", by=by)
    assert names(text) == ["Three", "One", "Two"]
    assert order.move(made[0], "down", by=by)
    assert names(text) == ["Three", "Two", "One"]
    assert Decision.objects.filter(by=by, about="endorsement", to_state="place 3").exists()


def test_only_published_ones_are_moved_or_listed(text):
    pending = make_endorsement(text, name="Waiting", state="pending")
    make_endorsement(text, name="One")

    assert not order.move(pending, "top", by=make_organizer())
    assert names(text) == ["One"]


def test_organization_published_later_comes_last(text):
    made = [make_endorsement(text, name=name) for name in ("One", "Two")]
    order.move(made[1], "top", by=make_organizer())

    make_endorsement(text, name="New")

    assert names(text) == ["Two", "One", "New"]
