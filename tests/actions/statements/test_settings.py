import pytest

from signatures.actions.statements import settings
from signatures.errors import StaleEditError, TakenAddressError
from signatures.models import Decision, Statement
from tests.factories import make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    return make_text(slug="ask").statement


def change(statement, edith, **values):
    return settings.change(statement, values, seen=settings.revision(statement), by=edith)


def test_only_what_differs_is_changed_and_logged(statement, edith):
    assert change(statement, edith, goal=500, searchable=statement.searchable) == ["goal"]

    assert Statement.objects.get().goal == 500
    lines = Decision.objects.filter(by=edith, statement=statement)
    assert [(each.subject, each.to_state) for each in lines] == [("goal", "500")]
    assert change(Statement.objects.get(), edith, goal=500) == []


def test_settings_changed_since_they_were_shown_are_not_overwritten(statement, edith):
    seen = settings.revision(statement)
    Statement.objects.update(goal=100)

    with pytest.raises(StaleEditError):
        settings.change(statement, {"goal": 500}, seen=seen, by=edith)

    assert Statement.objects.get().goal == 100


def test_one_statement_is_on_the_front_page(statement, edith):
    other = make_text(front_page=True).statement

    change(statement, edith, front_page=True)

    assert Statement.objects.get(front_page=True) == statement
    assert Decision.objects.filter(statement=other, subject="front_page").exists()


def test_address_of_another_statement_is_refused(statement, edith):
    make_text(slug="taken")

    with pytest.raises(TakenAddressError):
        change(statement, edith, slug="taken")


def test_invitation_is_replaced_once_and_not_logged(statement, edith):
    shown = statement.invitation

    assert settings.renew_invitation(statement, shown=shown, by=edith)
    assert not settings.renew_invitation(statement, shown=shown, by=edith)

    renewed = Statement.objects.get().invitation
    assert renewed != shown
    assert renewed not in str(list(Decision.objects.values()))
