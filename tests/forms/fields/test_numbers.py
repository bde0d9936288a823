import pytest
from django.core.exceptions import ValidationError

from signatures.forms.fields.numbers import NumbersField

field = NumbersField(at_most=3, largest=10_000, required=False)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("", []),
        ("500", [500]),
        ("5,000 500", [500, 5000]),
        ("500, 1,000, 5,000", [500, 1000, 5000]),
        ("500,1000;\t1000", [500, 1000]),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, numbers):
    assert field.clean(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("many", "invalid"),
        ("0", "invalid"),
        ("-5", "invalid"),
        ("10001", "invalid"),
        ("9" * 30, "invalid"),
        ("٣٣", "invalid"),
        ("1 2 3 4", "too_many"),
    ],
)
def test_anything_else_is_refused(typed, code):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)

    assert [error.code for error in caught.value.error_list] == [code]


def test_field_shows_stored_numbers_and_typed_words():
    assert field.prepare_value([500, 5000]) == "500 5,000"
    assert field.prepare_value("five") == "five"
    assert not field.has_changed([500, 5000], "500 5,000")
