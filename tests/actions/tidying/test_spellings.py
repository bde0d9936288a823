import pytest

from signatures.actions.tidying import spellings
from signatures.errors import UnlikeError
from signatures.models import Decision, Tidying
from tests.factories import make_organizer, make_signature


def test_groups_have_similar_spellings_and_most_signatures_first():
    numbers = {"Poet": 9, "Composer": 2, "composer": 1, "Tin player": 4, "tin-player": 3}

    assert spellings.groups(numbers) == [
        [("Tin player", 4), ("tin-player", 3)],
        [("Composer", 2), ("composer", 1)],
    ]


def test_others_leaves_out_the_one_to_keep_and_refuses_another_word():
    typed = ["tin-player", "Tin player", "TIN PLAYER"]

    assert spellings.others(typed, keep="Tin player") == ["TIN PLAYER", "tin-player"]
    with pytest.raises(UnlikeError):
        spellings.others([*typed, "Poet"], keep="Tin player")


@pytest.mark.django_db
def test_record_stores_what_each_signature_had_and_logs_one_line(text):
    maud = make_organizer("moderator")
    first, second = make_signature(text), make_signature(text)

    made = spellings.record(
        Tidying.Kind.CREDIT,
        text.statement,
        {first.pk: "tin-player", second.pk: "TIN PLAYER"},
        keep="Tin player",
        by=maud,
    )

    rows = made.respellings.order_by("signature").values_list("signature", "before", "after")
    assert list(rows) == [
        (first.pk, "tin-player", "Tin player"),
        (second.pk, "TIN PLAYER", "Tin player"),
    ]
    line = Decision.objects.get()
    assert (line.subject, line.reason, line.by) == ("credits tidied", "2 rows", maud)
