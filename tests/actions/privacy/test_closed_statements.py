from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.asserts import assertContains

from signatures.actions.privacy import closed_statements
from signatures.models import Signature, Statement, Token
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_addresses_go_long_after_the_end_and_names_and_links_stay(client):
    text = make_text(slug="ask")
    signature = make_signature(text, name="Quilla Harbor", email="quilla@harbor.example")
    link = make_link(signature, "manage", expires_in=None)
    over = timezone.now() - settings.KEEP_ADDRESSES - timedelta(seconds=1)
    Statement.objects.update(opens_at=over - timedelta(days=1), closes_at=over)

    assert closed_statements.erase_addresses() == 1
    assert closed_statements.erase_addresses() == 0

    signature.refresh_from_db()
    assert (signature.email, signature.mailbox, signature.mailbox_soft) == ("", None, None)
    assert Token.objects.get().email == ""
    assert Signature.objects.get().state == "published"
    assertContains(client.get(f"/manage/{link}/"), "Quilla Harbor")
