import pytest

from signatures.actions.counts import figures
from tests.factories import make_added, make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


def test_now_counts_each_state_and_display_once():
    text = make_text()
    make_signature(text)
    make_signature(text, display="counted")
    make_added(text)
    make_withdrawn(text)
    for state in ("pending", "held", "rejected"):
        make_signature(text, state=state)

    found = figures.now(text.statement)

    assert (found.signatories, found.email, found.guild, found.added) == (2, 2, 0, 1)
    assert (found.counted_only, found.listed) == (1, 2)
    assert (found.withdrawn, found.rejected) == (1, 1)


def test_of_statements_reads_many_in_two_queries(django_assert_num_queries):
    first, second = make_text(), make_text(slug="second")
    make_signature(second)

    with django_assert_num_queries(2):
        found = figures.of_statements([first.statement, second.statement])

    assert [found[each.statement.pk].signatories for each in (first, second)] == [0, 1]
