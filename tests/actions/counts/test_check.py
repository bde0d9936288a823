import io
import logging
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection

from signatures import tasks
from signatures.actions.counts import check as tally_check
from signatures.actions.counts import tallies
from signatures.models import Guild, Occupation, Signature, Tally, TallyDelta
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    """A statement with something in every state and every dimension, half of it folded."""
    text = make_text(slug="ask")
    poet = Occupation.objects.create(slug="poet", name="Poet")
    guild = Guild.objects.create(slug="north", name="North")
    for display in Signature.Display.values:
        make_signature(text, occupation=poet, country="IE", display=display)
    for state in ("pending", "held", "rejected"):
        make_signature(text, state=state, country="DE")
    make_withdrawn(text)
    tallies.fold(most=3)
    member = make_signature(text, state="published")
    tallies.left(member)
    member.attestations.create(method="guild_code", guild=guild)
    tallies.entered(member)
    added = make_signature(text, country="FR", added_by_organizers=True)
    tallies.left(added)
    added.attestations.all().delete()
    Signature.objects.filter(pk=added.pk).update(attested_at=None)
    added.refresh_from_db()
    tallies.entered(added)
    return text


def check(*options):
    out = io.StringIO()
    try:
        call_command("check_tallies", *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_counts_kept_by_the_road_are_true(text):
    unfolded = check()
    tallies.fold()

    assert unfolded == check() == (0, ["All counts are correct."])


def test_check_tells_what_differs_in_every_dimension_and_changes_nothing(text):
    tallies.fold()
    for dimension in Tally.Dimension.values:
        tally = Tally.objects.filter(dimension=dimension).order_by("value").first()
        Tally.objects.filter(pk=tally.pk).update(total=tally.total + 7)
    guild, poet = Guild.objects.get().pk, Occupation.objects.get().pk
    [day] = Tally.objects.filter(dimension="day").values_list("value", flat=True)

    expected = [
        "/ask/ country FR: 8, should be 1",
        f"/ask/ day {day}: 13, should be 6",
        "/ask/ display anonymous: 8, should be 1",
        f"/ask/ guild {guild}: 8, should be 1",
        f"/ask/ listed {guild}: 8, should be 1",
        f"/ask/ occupation {poet}: 8, should be 1",
        "/ask/ proof email: 11, should be 4",
        "/ask/ refusal other: 8, should be 1",
        "/ask/ state held: 8, should be 1",
        f"/ask/ text {text.pk}: 13, should be 6",
        f"/ask/ text_guild {text.pk}:{guild}: 8, should be 1",
        f"/ask/ text_land {text.pk}:FR: 8, should be 1",
        f"/ask/ text_occ {text.pk}:{poet}: 8, should be 1",
        "13 counts differ.",
    ]
    assert check() == (1, expected)
    assert check() == (1, expected)


def test_mend_corrects_and_says_so(text):
    tallies.fold()
    Tally.objects.filter(dimension="country").update(total=-3)
    Tally.objects.filter(dimension="proof").delete()
    Tally.objects.create(statement=text.statement, dimension="country", value="XX", total=9)
    make_signature(text, country="DE")  # not folded while it is mended

    mended, after = check("--mend"), check()
    tallies.fold()

    assert mended[0] == 1
    assert mended[1][-1] == "6 counts corrected."
    assert after == check() == (0, ["All counts are correct."])


def test_lost_delta_is_found(text):
    TallyDelta.objects.filter(state="rejected").delete()

    assert check() == (
        1,
        [
            "/ask/ refusal other: 0, should be 1",
            "/ask/ state rejected: 0, should be 1",
            "2 counts differ.",
        ],
    )


def test_nightly_task_logs_what_differs(text, caplog):
    TallyDelta.objects.filter(state="rejected").delete()

    with caplog.at_level(logging.ERROR):
        tasks.check_tallies()

    assert caplog.messages == [
        "Tally differs: /ask/ refusal other: 0, should be 1",
        "Tally differs: /ask/ state rejected: 0, should be 1",
    ]


def test_check_is_one_statement(text, django_assert_num_queries):
    with django_assert_num_queries(1):
        tally_check.differences()


@pytest.mark.parametrize("fold_first", [True, False])
def test_migration_counts_the_filters_by_text_as_the_site_does(text, fold_first):
    migration = import_module("signatures.migrations.0058_count_filters_by_text")
    if fold_first:
        tallies.fold()

    with connection.cursor() as cursor:
        for statement in (migration.CLEAR, migration.COUNT):
            cursor.execute(statement)

    assert check() == (0, ["All counts are correct."])
