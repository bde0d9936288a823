from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.counts import tallies
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.tidying import credits as tidying_credits
from signatures.actions.tidying import occupations as tidying_occupations
from signatures.actions.tidying import undo as tidying
from signatures.errors import StaleEditError, UnlikeError
from signatures.models import Decision, Guild, Occupation, Respelling, Signature, Tidying
from tests.factories import make_guild_member, make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def maud():
    return make_organizer("moderator")


@pytest.fixture
def text():
    return make_text()


def credits(text):
    found = Signature.objects.filter(statement=text.statement).order_by("pk")
    return list(found.values_list("credit", flat=True))


def found(text, words):
    return Signature.objects.filter(statement=text.statement).containing(words).count()


def tidy(text, maud, *spellings, keep="Tin player"):
    return tidying_credits.tidy(text.statement, spellings, keep=keep, by=maud)


def test_suggest_groups_what_the_public_sees(text):
    for credit in ("Tin player", "Tin player", "tin  player".upper(), "Poet"):
        make_signature(text, credit=credit, name=f"Ada {credit}")
    make_signature(text, credit="tin player", display="name")
    make_signature(text, credit="tin-player", state="rejected")
    make_signature(text, credit="tin player.", state="pending")
    make_signature(make_text(), credit="tin player!")

    assert tidying_credits.suggest(text.statement) == [[("Tin player", 2), ("TIN  PLAYER", 1)]]


def test_tidy_changes_all_others_and_how_they_are_found(text, maud):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    make_signature(text, credit="TIN PLAYER", state="held")
    hidden = make_signature(text, credit="tin-player", display="name")
    other = make_signature(make_text(), credit="tin-player")

    tidied = tidy(text, maud, "tin-player", "TIN PLAYER", "Tin player")

    assert tidied.number == 2
    assert credits(text) == ["Tin player"] * 3 + ["tin-player"]
    assert found(text, ["tin player"]) == 3
    hidden.refresh_from_db()
    other.refresh_from_db()
    assert (hidden.search_text, other.credit) == (" ada example", "tin-player")


def test_undo_gives_every_one_its_own_back(text, maud):
    for credit in ("Tin player", "tin-player", "TIN PLAYER"):
        make_signature(text, credit=credit)
    tidied = tidy(text, maud, "tin-player", "TIN PLAYER")

    assert tidying.undo(tidied, by=maud) == 2

    assert credits(text) == ["Tin player", "tin-player", "TIN PLAYER"]
    assert found(text, ["tin-player"]) == 1
    assert not Tidying.objects.exists()
    assert not Respelling.objects.exists()


def test_undo_leaves_what_was_changed_since_and_what_was_hidden_hidden(text, maud):
    make_signature(text, credit="Tin player")
    changed, hidden = (make_signature(text, credit="tin-player") for _ in range(2))
    tidied = tidy(text, maud, "tin-player")
    Signature.objects.filter(pk=changed.pk).update(credit="Poet", search_text=" ada example poet")
    Signature.objects.filter(pk=hidden.pk).update(display="name", search_text=" ada example")

    assert tidying.undo(tidied, by=maud) == 1

    assert credits(text) == ["Tin player", "Poet", "tin-player"]
    assert found(text, ["poet"]) == 1
    assert found(text, ["tin"]) == 1


def test_two_who_undo_at_once(text, maud):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    tidied = tidy(text, maud, "tin-player")
    same = Tidying.objects.get()
    tidying.undo(tidied, by=maud)

    with pytest.raises(StaleEditError):
        tidying.undo(same, by=maud)


def test_log_has_numbers_and_no_credit(text, maud):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")

    tidied = tidy(text, maud, "tin-player")
    batch = tidied.pk
    tidying.undo(tidied, by=maud)

    lines = Decision.objects.order_by("pk").values_list("about", "subject", "to_state", "reason")
    assert list(lines) == [
        ("batch", "credits tidied", "tidied", "1 rows"),
        ("batch", "credits tidied", "undone", "1 rows"),
    ]
    assert set(Decision.objects.values_list("batch", "by", "statement")) == {
        (batch, maud.pk, text.statement_id)
    }
    assert "layer" not in str(list(Decision.objects.values_list()))


@pytest.mark.parametrize(
    ("spellings", "keep"),
    [
        (["tin-player"], "Composer"),  # another word
        (["tin-player", "Poet"], "Tin player"),
        (["tin-player"], "TIN player"),  # nobody's spelling
    ],
)
def test_signatories_words_are_not_rewritten(text, maud, spellings, keep):
    for credit in ("Tin player", "tin-player", "Poet", "Composer"):
        make_signature(text, credit=credit)

    with pytest.raises(UnlikeError):
        tidy(text, maud, *spellings, keep=keep)

    assert credits(text) == ["Tin player", "tin-player", "Poet", "Composer"]


def test_one_press_changes_so_many_and_the_next_the_rest(text, maud, monkeypatch):
    monkeypatch.setattr(tidying_credits, "MOST", 2)
    for credit in ("Tin player", "tin-player", "tin-player", "tin-player"):
        make_signature(text, credit=credit)

    first, second = tidy(text, maud, "tin-player"), tidy(text, maud, "tin-player")

    assert (first.number, second.number) == (2, 1)
    assert tidying.undo(second, by=maud) == 1
    assert credits(text) == ["Tin player"] * 3 + ["tin-player"]


def test_many_are_changed_in_parts(text, maud, monkeypatch):
    monkeypatch.setattr(tidying_credits, "CHUNK", 2)
    make_signature(text, credit="Tin player")
    for _ in range(5):
        make_signature(text, credit="tin-player")

    assert tidy(text, maud, "tin-player").number == 5
    assert credits(text) == ["Tin player"] * 6


def test_nobody_left_with_it_is_no_tidying(text, maud):
    make_signature(text, credit="Tin player")

    assert tidy(text, maud, "tin-player") is None
    assert not Decision.objects.exists()


def test_withdrawing_erases_the_old_words_too(text, maud):
    make_signature(text, credit="Tin player")
    signature = make_signature(text, credit="tin-player")
    tidied = tidy(text, maud, "tin-player")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    assert not Respelling.objects.exists()
    assert tidying.undo(tidied, by=maud) == 0
    signature.refresh_from_db()
    assert (signature.credit, signature.state) == ("", "withdrawn")


def test_old_words_are_forgotten_after_a_while(text, maud, settings):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    tidy(text, maud, "tin-player")
    retention.forget_what_is_over()
    assert Respelling.objects.count() == 1

    old = timezone.now() - settings.KEEP_TIDYINGS - timedelta(seconds=1)
    Tidying.objects.update(tidied_at=old)
    retention.forget_what_is_over()

    assert not Tidying.objects.exists()
    assert not Respelling.objects.exists()


# --- Occupations ---


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
def test_merged_occupations_are_counted_as_one_and_as_two_again(text, maud, occupations, folds):
    poet, poets = occupations
    signed_with(text, poet)
    signed_with(text, poets)
    if folds:
        tallies.fold()

    merged = tidying_occupations.merge(poets, into=poet, by=maud)

    assert merged.number == 8
    assert shown(text) == {str(poet.pk): 4}
    assert tally_check.differences() == []
    poets.refresh_from_db()
    assert poets.offered is False
    if folds:
        tallies.fold()
    assert tidying.undo(merged, by=maud) == 8
    assert shown(text) == {str(poet.pk): 2, str(poets.pk): 2}
    assert tally_check.differences() == []
    poets.refresh_from_db()
    assert poets.offered is True


def test_unmerging_leaves_who_chose_another_since(text, maud, occupations):
    poet, poets = occupations
    stays, goes = (make_signature(text, occupation=poets) for _ in range(2))
    merged = tidying_occupations.merge(poets, into=poet, by=maud)
    tallies.left(Signature.objects.get(pk=goes.pk))
    Signature.objects.filter(pk=goes.pk).update(occupation=None)
    tallies.entered(Signature.objects.get(pk=goes.pk))

    assert tidying.undo(merged, by=maud) == 1

    assert tally_check.differences() == []
    assert set(Signature.objects.values_list("pk", "occupation")) == {
        (stays.pk, poets.pk),
        (goes.pk, None),
    }


def test_many_are_merged_part_by_part(text, maud, occupations, monkeypatch):
    monkeypatch.setattr(tidying_occupations, "MOST", 2)
    poet, poets = occupations
    for _ in range(3):
        make_signature(text, occupation=poets)

    parts = [tidying_occupations.merge(poets, into=poet, by=maud) for _ in range(3)]

    assert [part.number for part in parts] == [2, 1, 0]
    assert shown(text) == {str(poet.pk): 3}
    assert tally_check.differences() == []


def test_merging_with_one_that_is_gone(text, maud, occupations):
    poet, poets = occupations
    Occupation.objects.filter(pk=poet.pk).delete()

    with pytest.raises(StaleEditError):
        tidying_occupations.merge(poets, into=poet, by=maud)
