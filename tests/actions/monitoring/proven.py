"""Signatures proven at a given time, for the tests of this folder."""

from datetime import UTC, datetime, timedelta

from signatures.models import Signature
from tests.factories import make_signature

NOW = datetime(2026, 5, 20, 14, 25, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def proven(text, at, number=1, **fields):
    for _ in range(number):
        signature = make_signature(text, **fields)
        Signature.objects.filter(pk=signature.pk).update(attested_at=at)
