import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import tallies
from signatures.actions.tidying import occupations as tidying_occupations
from signatures.actions.tidying import undo as tidying
from signatures.errors import StaleEditError
from signatures.models import Guild, Occupation, Signature
from tests.factories import make_guild_member, make_signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def occupations():
    return [
        Occupation.objects.create(slug=name, name=name, position=place)
        for place, name in enumerate(("poet", "poets"))
    ]


def signed_with(text, occupation):
    """One in each state and display, one of them of a guild."""
    guild = Guild.objects.create(slug=f"g{occupation.pk}", name=f"Guild {occupation.pk}")
    make_guild_member(text, guild, occupation=occupation, country="IE")
    for state in ("pending", "held", "published", "rejected"):
        make_signature(text, state=state, occupation=occupation, country="FR")
    for display in ("name", "anonymous", "counted"):
        fields = {"display": display, "occupation": occupation}
        make_signature(text, **fields)


def shown(text):
    return tallies.totals(text.statement, "occupation")["occupation"]


@pytest.mark.parametrize("folds", [False, True])
def test_merged_occupations_are_counted_as_one_and_as_two_again(text, mo, occupations, folds):
    poet, poets = occupations
    signed_with(text, poet)
    signed_with(text, poets)
    if folds:
        tallies.fold()

    merged = tidying_occupations.merge(poets, into=poet, by=mo)

    assert merged.number == 8
    assert shown(text) == {str(poet.pk): 4}
    assert tally_check.differences() == []
    poets.refresh_from_db()
    assert poets.offered is False
    if folds:
        tallies.fold()
    assert tidying.undo(merged, by=mo) == 8
    assert shown(text) == {str(poet.pk): 2, str(poets.pk): 2}
    assert tally_check.differences() == []
    poets.refresh_from_db()
    assert poets.offered is True


def test_unmerging_leaves_who_chose_another_since(text, mo, occupations):
    poet, poets = occupations
    stays, goes = (make_signature(text, occupation=poets) for _ in range(2))
    merged = tidying_occupations.merge(poets, into=poet, by=mo)
    tallies.left(Signature.objects.get(pk=goes.pk))
    Signature.objects.filter(pk=goes.pk).update(occupation=None)
    tallies.entered(Signature.objects.get(pk=goes.pk))

    assert tidying.undo(merged, by=mo) == 1

    assert tally_check.differences() == []
    assert set(Signature.objects.values_list("pk", "occupation")) == {
        (stays.pk, poets.pk),
        (goes.pk, None),
    }


def test_many_are_merged_part_by_part(text, mo, occupations, monkeypatch):
    monkeypatch.setattr(tidying_occupations, "MOST", 2)
    poet, poets = occupations
    for _ in range(3):
        make_signature(text, occupation=poets)

    parts = [tidying_occupations.merge(poets, into=poet, by=mo) for _ in range(3)]

    assert [part.number for part in parts] == [2, 1, 0]
    assert shown(text) == {str(poet.pk): 3}
    assert tally_check.differences() == []


def test_merging_with_one_that_is_gone(text, mo, occupations):
    poet, poets = occupations
    Occupation.objects.filter(pk=poet.pk).delete()

    with pytest.raises(StaleEditError):
        tidying_occupations.merge(poets, into=poet, by=mo)
