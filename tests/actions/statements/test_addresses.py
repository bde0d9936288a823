import pytest

from signatures.actions.statements import addresses
from signatures.errors import TakenAddressError
from signatures.models import FormerAddress
from tests.factories import make_text

pytestmark = pytest.mark.django_db


def test_address_in_use_now_or_before_is_taken_in_any_case():
    statement = make_text(slug="ask").statement
    FormerAddress.objects.create(slug="before", statement=statement)

    for slug in ("ask", "Ask", "before", "BEFORE"):
        with pytest.raises(TakenAddressError):
            addresses.check_free(slug)
        addresses.check_free(slug, statement=statement)
    addresses.check_free("free")


def test_address_can_be_taken_back():
    statement = make_text(slug="ask").statement

    for slug in ("tell", "ask"):
        addresses.moved(statement, to=slug)
        statement.slug = slug
        statement.save()

    assert [each.slug for each in FormerAddress.objects.all()] == ["tell"]
    assert addresses.find("Tell") == statement
    assert addresses.find("ask") is None  # it is the statement's own
    assert addresses.find("ASK") == statement
