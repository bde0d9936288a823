import pytest

from signatures.renditions.pictures import typesetting


@pytest.mark.table(
    ("text", "direction"),
    [("Ada", "ltr"), ("أحمد", "rtl"), ("«1» יעל", "rtl"), ("12 王", "ltr"), ("…", "ltr")],
)
def test_direction_is_that_of_the_first_letter(text, direction):
    assert typesetting.direction(text) == direction


def test_breakable_lets_long_words_end_but_no_mark_stand_alone():
    broken = typesetting.breakable("Ada " + "e\u0301" * 40)

    assert broken == "Ada " + "\u200b".join(["e\u0301"] * 40)


def test_breakable_leaves_ordinary_words_alone():
    assert typesetting.breakable("Varnham-Teague") == "Varnham-Teague"


def test_own_face_needs_no_fonts_of_the_machine():
    assert typesetting.OWN_CHARACTERS.fullmatch("Łódź, Ελλάδα, Київ, Việt “quoted” — №")
    assert not typesetting.OWN_CHARACTERS.fullmatch("王")
    assert "Source Serif 4" in typesetting.own_fonts().families()


def test_pictures_are_left_out_where_no_face_can_draw_them():
    assert typesetting.without_pictures("a 🎸★ b", ["Source Serif 4"]) == "a  b"
    assert typesetting.without_pictures("a 🎸★ b", ["Noto Color Emoji"]) == "a 🎸 b"
