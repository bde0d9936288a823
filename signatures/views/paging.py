"""Pages of the list by keyset: the next page begins after a row, so it costs what the first did."""

import base64
import binascii
import uuid
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class BadCursorError(ValueError):
    """``after`` was not made here, or was damaged on the way."""


def page(signatures: SignatureQuerySet, *, after: str, size: int) -> tuple[list[Signature], str]:
    """Return ``size`` rows of ``signatures`` after the cursor, and the next cursor or "".

    ``signatures`` is in the order of ``listed()``. Raises BadCursorError.
    """
    if after:
        moment, public_id = _read(after)
        # The first condition is implied by the second; it is what the index can seek to.
        signatures = signatures.filter(
            Q(published_at__lte=moment),
            Q(published_at__lt=moment) | Q(published_at=moment, public_id__lt=public_id),
        )
    rows = list(signatures[: size + 1])
    return rows[:size], _write(rows[size - 1]) if len(rows) > size else ""


def _write(signature: Signature) -> str:
    micros = (signature.published_at - EPOCH) // MICROSECOND  # exact, as a float is not
    raw = micros.to_bytes(8, "big") + signature.public_id.bytes
    return base64.urlsafe_b64encode(raw).decode()


def _read(cursor: str) -> tuple[datetime, uuid.UUID]:
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        micros, public_id = int.from_bytes(raw[:8], "big"), uuid.UUID(bytes=raw[8:])
        return EPOCH + micros * MICROSECOND, public_id
    except (binascii.Error, ValueError, OverflowError) as error:
        raise BadCursorError from error
