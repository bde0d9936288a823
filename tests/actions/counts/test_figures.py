from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.counts import figures
from tests.factories import DAY, make_added, make_signature, make_text, make_withdrawn

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


@pytest.mark.parametrize(("after_close", "listed"), [("names", 2), ("counts", 0)])
def test_no_one_is_listed_after_an_end_that_keeps_only_the_counts(after_close, listed):
    now = timezone.now()
    text = make_text(opens_at=now - 2 * DAY, closes_at=now - DAY, after_close=after_close)
    make_signature(text)
    make_added(text)

    found = figures.now(text.statement)

    assert (found.signatories, found.added, found.listed) == (1, 1, listed)
    assert found.counted_only == 2 - listed


def test_of_statements_reads_many_in_two_queries(django_assert_num_queries):
    first, second = make_text(), make_text(slug="second")
    make_signature(second)

    with django_assert_num_queries(2):
        found = figures.of_statements([first.statement, second.statement])

    assert [found[each.statement.pk].signatories for each in (first, second)] == [0, 1]


@pytest.mark.parametrize(("many", "counted"), [(3, 2), (1, 1)])
def test_figures_after_proof_are_exact_unless_many_signed(settings, monkeypatch, many, counted):
    settings.PAGE_CACHE_TIMEOUT = timedelta(hours=1)
    monkeypatch.setattr(figures, "MANY_SIGNED", many)
    text = make_text()
    make_signature(text)
    figures.of(text.statement)
    make_signature(text)  # no commit, so no one is told that the cached figures are old

    assert figures.after_proof(text.statement).signatories == counted


def test_figures_after_proof_are_made_once_if_none_are_cached(django_assert_num_queries):
    statement = make_text().statement

    with django_assert_num_queries(2):
        figures.after_proof(statement)
