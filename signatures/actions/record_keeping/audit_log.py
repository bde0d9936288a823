"""Audit log of what organizers do. Moves of signatures are logged in transitions.py."""

import uuid

from signatures.models import Decision, Signature, Statement, User
from signatures.text import addresses

About = Decision.About


def record(
    about: About,
    *,
    by: User | None,
    subject: str = "",
    statement: Statement | None = None,
    person: User | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    batch: uuid.UUID | None = None,
) -> Decision:
    """Write a line of the log. Call in the transaction of the change it describes.

    ``subject`` says which object, ``from_state`` and ``to_state`` what it was and is. Each is
    cut at 200 characters. They must not contain names or addresses of signatories, since a
    line cannot be erased: forms do not accept them, and an e-mail address is replaced here.
    """
    return Decision.objects.create(
        about=about,
        by=by,
        subject=without_addresses(subject)[:200],
        statement=statement,
        person=person,
        from_state=without_addresses(from_state)[:200],
        to_state=without_addresses(to_state)[:200],
        reason=without_addresses(reason)[:200],
        batch=batch,
    )


def record_of(
    signature: Signature,
    *,
    by: User | None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
) -> Decision:
    """Write a line of the log about one signature, as ``record`` does."""
    return record(
        About.SIGNATURE,
        by=by,
        subject=f"signature {signature.pk}",
        statement=signature.statement,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
    )


def without_addresses(words: str) -> str:
    """Return ``words`` with "(address)" in place of each e-mail address."""
    return addresses.QUOTED.sub("(address)", words)
