from datetime import timedelta

import pytest
from django.db import connection, transaction

from signatures.actions.counts import figures, tallies
from signatures.models import Guild, Occupation, Tally, TallyDelta
from signatures.renditions.figures import Figures
from tests.factories import make_guild_member, make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


def test_counts_are_the_same_folded_unfolded_and_half_folded():
    text = make_text()
    for state in ["published", "published", "held", "rejected"]:
        make_signature(text, state=state)
    make_withdrawn(text)
    make_signature(make_text())
    unfolded = figures.of(text.statement)

    half = [tallies.fold(most=2), figures.of(text.statement)]
    rest = [tallies.fold(), figures.of(text.statement)]

    assert unfolded == Figures(email=2, withdrawn=1, rejected=1)
    assert half == [2, unfolded]
    assert rest == [4, unfolded]
    assert not TallyDelta.objects.exists()


def test_figures_cost_two_queries(django_assert_num_queries):
    text = make_text()
    make_signature(text)

    with django_assert_num_queries(2):
        figures.of(text.statement)


def test_fold_fills_every_dimension_of_what_is_published(stopped_clock):
    text = make_text()
    composer = Occupation.objects.create(slug="composer", name="Composer")
    make_signature(text, occupation=composer, country="IE")
    make_signature(text, country="IE")
    make_signature(text, state="held", country="DE")

    tallies.fold()

    found = {(each.dimension, each.value): each.total for each in Tally.objects.all()}
    assert found == {
        ("state", "published"): 2,
        ("state", "held"): 1,
        ("proof", "email"): 2,
        ("display", "full"): 2,
        ("occupation", str(composer.pk)): 1,
        ("country", "IE"): 2,
        ("day", str(stopped_clock.date())): 2,
        ("text", str(text.pk)): 2,
        ("text_occ", f"{text.pk}:{composer.pk}"): 1,
        ("text_land", f"{text.pk}:IE"): 2,
    }


def test_totals_are_of_what_is_published_and_shown_folded_or_not():
    text = make_text()
    composer = Occupation.objects.create(slug="composer", name="Composer")
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    shown = {"occupation": composer, "country": "IE"}
    make_guild_member(text, quill, **shown)
    make_guild_member(text, quill, display="name", **shown)
    make_signature(text, state="held", **shown)
    gone = make_signature(text, country="SE")
    make_signature(make_text(), country="DE")
    dimensions = ["occupation", "country", "guild", "proof"]

    unfolded = tallies.totals(text.statement, *dimensions)
    tallies.fold()
    tallies.left(gone)

    assert unfolded == {
        "occupation": {str(composer.pk): 1},
        "country": {"IE": 1, "SE": 1},
        "guild": {str(quill.pk): 2},
        "proof": {"guild_code": 2, "email": 1},
    }
    assert tallies.totals(text.statement, *dimensions) == {
        **unfolded,
        "country": {"IE": 1},
        "proof": {"guild_code": 2},
    }


def test_totals_cost_one_query(django_assert_num_queries):
    text = make_text()

    with django_assert_num_queries(1):
        assert tallies.totals(text.statement, "country", "day") == {"country": {}, "day": {}}


def test_by_day_counts_proofs_of_each_day_oldest_first(stopped_clock):
    text = make_text()
    make_signature(text)
    tallies.fold()
    make_signature(text)
    TallyDelta.objects.create(
        statement=text.statement,
        amount=3,
        state="published",
        proof="email",
        day=stopped_clock.date() - timedelta(days=2),
    )

    assert tallies.by_day(text.statement, days=4) == [0, 3, 0, 2]


@pytest.mark.django_db(transaction=True)
def test_fold_lets_one_worker_fold_at_a_time():
    make_signature(make_text())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [tallies.FOLDER_LOCK])
        other = connection.copy()
        with other.cursor() as another:
            another.execute("SELECT pg_try_advisory_xact_lock(%s)", [tallies.FOLDER_LOCK])
            taken = another.fetchone()[0]
        other.close()

    assert taken is False
    assert tallies.fold() == 1
