import pytest
from django.core.exceptions import ValidationError

from signatures.forms.fields.networks import NetworksField

field = NetworksField(required=False)


@pytest.mark.parametrize(
    ("typed", "networks"),
    [
        ("", []),
        ("192.0.2.7", ["192.0.2.7/32"]),
        ("192.0.2.7/28, 192.0.2.3/28", ["192.0.2.0/28"]),
        ("192.0.2.0/255.255.255.0", ["192.0.2.0/24"]),
        ("192.0.2.7\n2001:DB8::1/48", ["192.0.2.7/32", "2001:db8::/48"]),
    ],
)
def test_networks_are_kept_in_one_spelling(typed, networks):
    assert field.clean(typed) == networks


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("the hall", "invalid"),
        ("192.0.2", "invalid"),
        ("7", "invalid"),
        ("fe80::1%eth0", "invalid"),
        ("0.0.0.0/0", "too_large"),
        ("192.0.2.0/23", "too_large"),
        ("2001:db8::/32", "too_large"),
        (" ".join(f"192.0.2.{number}" for number in range(21)), "too_many"),
    ],
)
def test_anything_else_and_whole_providers_are_refused(typed, code):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)

    assert [error.code for error in caught.value.error_list] == [code]


def test_field_shows_stored_networks_and_typed_words():
    assert field.prepare_value(["192.0.2.7/32", "2001:db8::/48"]) == "192.0.2.7/32 2001:db8::/48"
    assert field.prepare_value("the hall") == "the hall"
    assert not field.has_changed(["192.0.2.7/32"], "192.0.2.7/32")
