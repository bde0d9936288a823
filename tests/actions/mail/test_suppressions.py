import pytest

from signatures.actions.mail import suppressions
from signatures.errors import BrokenLinkError
from signatures.models import Suppression
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    return make_signature(make_text(slug="ask"), email="ada@example.org")


def test_suppression_stops_one_mailbox_on_one_statement(signature):
    suppressions.suppress(signature, reason="disowned")
    suppressions.suppress(signature, reason="disowned")

    assert Suppression.objects.count() == 1
    assert suppressions.is_suppressed(signature)
    other = make_signature(make_text(), email="ada@example.org")
    assert not suppressions.is_suppressed(other)
    assert not suppressions.is_suppressed(make_signature(signature.text_version))


def test_suppression_of_the_whole_site_stops_every_statement(signature):
    suppressions.suppress(signature, reason="disowned")
    Suppression.objects.update(statement=None)

    other = make_signature(make_text(), email="ada@example.org")

    assert suppressions.is_suppressed(other)


def test_row_holds_no_address(signature):
    suppressions.suppress(signature, reason="disowned")

    assert "ada@" not in str(Suppression.objects.values().get())


def test_owner_of_the_mailbox_allows_emails_again(signature):
    suppressions.suppress(signature, reason="disowned")
    token = suppressions.allow_token(signature)

    assert suppressions.statement_of(token) == signature.statement
    assert suppressions.allow_again(token) == signature.statement
    suppressions.allow_again(token)

    assert not suppressions.is_suppressed(signature)


@pytest.mark.parametrize("token", ["", "x", "1 ada@example.org", "é"])
def test_token_made_by_someone_else_does_nothing(signature, token):
    suppressions.suppress(signature, reason="disowned")

    with pytest.raises(BrokenLinkError):
        suppressions.allow_again(token)

    assert suppressions.is_suppressed(signature)
