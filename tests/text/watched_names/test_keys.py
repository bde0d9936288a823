from hypothesis import given
from hypothesis import strategies as st

from signatures.text.watched_names.keys import NEAR, signed_keys, watched_keys
from tests.text.watched_names import invented


@given(st.text(max_size=100))
def test_keys_of_a_name_are_bounded(name):
    keys = signed_keys(name)

    assert len(keys) <= 2_000
    assert all(keys)


def test_ordinary_name_has_few_keys():
    numbers = [len(signed_keys(name)) for name in invented.ordinary()]

    assert sum(numbers) / len(numbers) < 25
    assert max(numbers) < 100


def test_keys_by_sound_are_told_from_keys_by_look():
    name = "Quintessa Harborough"

    assert len(signed_keys(name) & watched_keys(name)) > 10
    assert {key for key in signed_keys(name) if not key.startswith(NEAR)} == {
        "harborough qulntessa",
        "qulntessaharborough",
    }
