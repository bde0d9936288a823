from functools import partial

import pytest

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import tallies
from signatures.actions.evidence import transitions
from signatures.actions.moderation import decisions as moderation
from signatures.models import (
    Attestation,
    Decision,
    Guild,
    Occupation,
    Signature,
    TallyDelta,
    User,
)
from tests.factories import make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db
reject = partial(moderation.reject, refusal="duplicate")


@pytest.fixture
def organizer():
    return User.objects.create_superuser("organizer@example.org")


@pytest.mark.table("display", Signature.Display.values)
def test_move_counts_what_the_models_say(display, organizer):
    text = make_text()
    guild = Guild.objects.create(slug="north", name="North")
    occupation = Occupation.objects.create(slug="poet", name="Poet")
    more = {"occupation": occupation, "country": "IE", "display": display}
    member = make_guild_member(text, guild, **more)
    by_mail = make_signature(text, **more)
    added = make_signature(text, added_by_organizers=True, **more)
    Attestation.objects.filter(signature=added).delete()
    TallyDelta.objects.all().delete()
    for each in (member, by_mail, added):
        tallies.entered(each)

    transitions.move(
        [member.pk, by_mail.pk, added.pk],
        before=["published"],
        after="held",
        by=organizer,
        reason="",
    )

    assert tally_check.differences() == []
    tallies.fold()
    assert tally_check.differences() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_move_takes_as_many_statements_however_many_move(
    number, organizer, django_assert_num_queries
):
    text = make_text()
    ids = [make_signature(text).pk for _ in range(number)]

    with django_assert_num_queries(4):  # with the savepoint, and the reports about them
        moved = transitions.move(
            ids, before=["published"], after="rejected", by=organizer, reason=""
        )

    assert sorted(moved) == ids


@pytest.fixture
def another():
    return User.objects.create_user("another@example.org", role="moderator")


def refused_and_back(signature, organizer):
    reject(signature, by=organizer)
    moderation.undo(Decision.objects.latest("pk"), by=organizer)


@pytest.mark.parametrize("detour", [refused_and_back, lambda s, by: reject(s, by=by)])
def test_no_detour_lets_one_person_publish_a_watched_name(detour, organizer):
    signature = make_signature(make_text(), state="held", reasons=["watched_name"])

    detour(signature, organizer)

    assert not moderation.publish(signature, by=organizer, reason="")
    ids, before = [signature.pk], ["held", "rejected"]
    assert not transitions.move(ids, before=before, after="published", by=organizer, reason="")


def test_bulk_publication_leaves_out_what_needs_another(organizer, another):
    text = make_text()
    plain = make_signature(text, state="held")
    watched = make_signature(text, state="held", reasons=["watched_name"])
    agreed = make_signature(text, state="held", reasons=["watched_name"])
    moderation.publish(agreed, by=another, reason="")
    every = Signature.objects.filter(statement=text.statement)

    assert list(moderation.needing_another(every, by=organizer)) == [watched]
    ids = list(every.values_list("pk", flat=True))
    moved = transitions.move(ids, before=["held"], after="published", by=organizer, reason="")

    assert set(moved) == {plain.pk, agreed.pk}
