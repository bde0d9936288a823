import pytest

from signatures.actions.tidying import credits as tidying_credits
from signatures.actions.tidying import undo as tidying
from signatures.errors import UnlikeError
from signatures.models import Decision
from tests.actions.tidying.spellings import credits, found, tidy
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def test_suggest_groups_what_the_public_sees(text):
    for credit in ("Tin player", "Tin player", "tin  player".upper(), "Poet"):
        make_signature(text, credit=credit, name=f"Ada {credit}")
    make_signature(text, credit="tin player", display="name")
    make_signature(text, credit="tin-player", state="rejected")
    make_signature(text, credit="tin player.", state="pending")
    make_signature(make_text(), credit="tin player!")

    assert tidying_credits.suggest(text.statement) == [[("Tin player", 2), ("TIN  PLAYER", 1)]]


def test_tidy_changes_all_others_and_how_they_are_found(text, mo):
    make_signature(text, credit="Tin player")
    make_signature(text, credit="tin-player")
    make_signature(text, credit="TIN PLAYER", state="held")
    hidden = make_signature(text, credit="tin-player", display="name")
    other = make_signature(make_text(), credit="tin-player")

    tidied = tidy(text, mo, "tin-player", "TIN PLAYER", "Tin player")

    assert tidied.number == 2
    assert credits(text) == ["Tin player"] * 3 + ["tin-player"]
    assert found(text, ["tin player"]) == 3
    hidden.refresh_from_db()
    other.refresh_from_db()
    assert (hidden.search_text, other.credit) == (" ada example", "tin-player")


@pytest.mark.parametrize(
    ("spellings", "keep"),
    [
        (["tin-player"], "Composer"),  # another word
        (["tin-player", "Poet"], "Tin player"),
        (["tin-player"], "TIN player"),  # nobody's spelling
    ],
)
def test_signatories_words_are_not_rewritten(text, mo, spellings, keep):
    for credit in ("Tin player", "tin-player", "Poet", "Composer"):
        make_signature(text, credit=credit)

    with pytest.raises(UnlikeError):
        tidy(text, mo, *spellings, keep=keep)

    assert credits(text) == ["Tin player", "tin-player", "Poet", "Composer"]


def test_one_press_changes_so_many_and_the_next_the_rest(text, mo, monkeypatch):
    monkeypatch.setattr(tidying_credits, "MOST", 2)
    for credit in ("Tin player", "tin-player", "tin-player", "tin-player"):
        make_signature(text, credit=credit)

    first, second = tidy(text, mo, "tin-player"), tidy(text, mo, "tin-player")

    assert (first.number, second.number) == (2, 1)
    assert tidying.undo(second, by=mo) == 1
    assert credits(text) == ["Tin player"] * 3 + ["tin-player"]


def test_many_are_changed_in_parts(text, mo, monkeypatch):
    monkeypatch.setattr(tidying_credits, "CHUNK", 2)
    make_signature(text, credit="Tin player")
    for _ in range(5):
        make_signature(text, credit="tin-player")

    assert tidy(text, mo, "tin-player").number == 5
    assert credits(text) == ["Tin player"] * 6


def test_nobody_left_with_it_is_no_tidying(text, mo):
    make_signature(text, credit="Tin player")

    assert tidy(text, mo, "tin-player") is None
    assert not Decision.objects.exists()
