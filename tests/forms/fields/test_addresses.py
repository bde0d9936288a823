import pytest
from django.core.exceptions import ValidationError

from signatures.forms.fields.addresses import AddressField, WebsiteField


def test_address_field_returns_the_address_to_send_to():
    assert AddressField().clean("Ada@BÜCHER.example") == "Ada@xn--bcher-kva.example"
    assert AddressField(required=False, strip=False).clean("  ") == ""


@pytest.mark.parametrize("typed", ["", "  ", "ada", "ada@example"])
def test_address_field_refuses_what_is_no_address(typed):
    with pytest.raises(ValidationError):
        AddressField(strip=False).clean(typed)


def test_website_field_returns_the_website_in_ascii():
    assert WebsiteField().clean("https://BÜCHER.example/a") == "https://xn--bcher-kva.example/a"
    assert WebsiteField(required=False).clean("") == ""


def test_website_field_asks_for_https():
    with pytest.raises(ValidationError, match="begins with https://"):
        WebsiteField().clean("http://example.org")
