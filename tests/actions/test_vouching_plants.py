"""Invented requests among the real ones: how many, where, and what they never become."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions import tally_check, vouching_answers, vouching_numbers, vouching_plants
from signatures.actions.vouching_answers import Outcome
from signatures.models import Attestation, Decision, Signature, VouchRequest
from tests.factories import make_guild, make_officer, make_text, make_vouch_request
from tests.factories import make_without_address as unproven

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return make_guild(methods=["guild_officer"])


@pytest.fixture
def olga(guild):
    return make_officer(guild).user


def ask(guild, many, **fields):
    text, now = make_text(), timezone.now()
    return [
        make_vouch_request(
            guild,
            unproven(text, name=f"Ada Number{place}"),
            asked_at=now - timedelta(hours=many - place),
            **fields,
        )
        for place in range(many)
    ]


def answer_all(guild, by, said="no"):
    rows = VouchRequest.objects.filter(guild=guild).for_officer(by)[: vouching_plants.BATCH]
    return [vouching_answers.answer(each.key, said, guild=guild, by=by) for each in rows]


def test_short_queue_has_none(guild):
    ask(guild, 24)

    assert vouching_plants.plant(guild) is None


def test_batch_has_one_that_looks_as_the_others_do(guild):
    real = ask(guild, 25, stage_name="Ada Stage")
    link = VouchRequest.objects.filter(guild=guild)
    link.filter(pk=real[0].pk).update(number="", link="https://example.org/ada")

    planted = vouching_plants.plant(guild)

    assert vouching_plants.plant(guild) is None
    assert (planted.signature, planted.state, planted.link) == (None, "waiting", "")
    assert real[0].asked_at <= planted.asked_at <= real[-1].asked_at
    assert len(planted.number) == len(real[1].number)
    assert planted.number[0].isupper()
    assert planted.number[1:].isdigit()
    assert planted.number not in {each.number for each in real}
    assert planted.stage_name
    assert len(planted.name.split()) == 2


def test_guild_without_numbers_gets_words(guild):
    ask(guild, 25, number="", link="https://example.org/ada")

    planted = vouching_plants.plant(guild)

    assert (planted.number, bool(planted.words)) == ("", True)


def test_one_in_fifty_over_a_long_queue(guild, olga, settings):
    settings.VOUCHING_SECOND_LOOKS = 0
    ask(guild, 75)
    vouching_plants.plant(guild)

    numbers = []
    for _ in range(2):
        numbers.append(len(answer_all(guild, olga)))
        vouching_plants.plant(guild)

    assert numbers == [50, 27]
    assert VouchRequest.objects.planted().count() == 2


def test_no_other_is_planted_a_moment_after_the_last(guild, olga):
    ask(guild, 60)
    planted = vouching_plants.plant(guild)
    vouching_answers.answer(planted.key, "no", guild=guild, by=olga)

    assert vouching_plants.plant(guild) is None


def test_planted_yes_becomes_nothing_but_a_number(guild, olga):
    ask(guild, 25)
    planted = vouching_plants.plant(guild)

    outcome = vouching_answers.answer(planted.key, "yes", guild=guild, by=olga)

    assert outcome == Outcome.PLANTED
    assert not Attestation.objects.exists()
    assert not Decision.objects.exists()
    assert Signature.objects.count() == 25
    assert tally_check.differences() == []
    [row] = vouching_numbers.by_officer(guild)
    assert (row["yes"], row["shown"], row["caught"], row["share"]) == (0, 1, 0, 0)
    assert vouching_numbers.of_guild(guild)["waiting"] == 25


def test_catching_is_counted_by_officer(guild, olga, settings):
    other = make_officer(guild).user
    ask(guild, 26)
    planted = vouching_plants.plant(guild)
    vouching_answers.answer(planted.key, "unsure", guild=guild, by=olga)
    answer_all(guild, other)

    rows = {row["officer__email"]: row for row in vouching_numbers.by_officer(guild)}

    assert (rows[olga.email]["share"], rows[olga.email]["unsure"]) == (100, 0)
    assert (rows[other.email]["share"], rows[other.email]["no"]) == (None, 26)
