import pytest

from signatures.actions.moderation import decisions as moderation
from signatures.actions.record_keeping import audit_log
from signatures.models import (
    Decision,
)
from tests.factories import (
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = pytest.mark.django_db


def test_log_leaves_an_address_out_of_every_line():
    by, signature = make_organizer(), make_signature(make_text())

    audit_log.record(
        Decision.About.ROLE, by=by, subject="<Ada@example.org>", reason="not ada@x.example"
    )
    moderation.hold(signature, by=by, reason="asked at ada@x.example")

    lines = Decision.objects.order_by("pk").values_list("subject", "reason")
    assert list(lines) == [("(address)", "not (address)"), ("", "asked at (address)")]
