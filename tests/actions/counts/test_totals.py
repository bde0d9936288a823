import pytest

from signatures.actions.counts import tallies, totals
from signatures.models import Occupation, Statement
from tests.factories import make_guild, make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_each_text_has_its_published_signatures():
    text = make_text()
    make_signature(text)
    make_signature(text, state="held")

    assert totals.of_texts(text.statement) == {text.pk: 1}


def test_states_include_pending_rows_and_leave_noughts_out():
    text, other = make_text(), make_text()
    for state in ("published", "published", "held", "pending"):
        make_signature(text, state=state)

    found = totals.by_state([text.statement, other.statement])

    pk = text.statement_id
    assert found == {(pk, "published"): 2, (pk, "held"): 1, (pk, "pending"): 1}


def test_occupations_are_counted_over_all_statements_folded_or_not():
    gaffer = Occupation.objects.create(slug="gaffer", name="Gaffer")
    make_signature(make_text(), occupation=gaffer)
    tallies.fold()
    make_signature(make_text(), occupation=gaffer)
    make_signature(make_text(), occupation=gaffer, display="name")
    make_signature(make_text(), occupation=gaffer, state="held")

    assert totals.by_occupation() == {gaffer.pk: 2}


def test_members_of_a_guild_are_counted_where_they_are_many_enough():
    guild, text, without = make_guild(), make_text(), make_text()
    for _ in range(12):
        make_guild_member(text, guild)

    found = totals.of_guild(guild, Statement.objects.all())

    assert str(found[text.statement_id]) == "12"
    assert without.statement_id not in found
