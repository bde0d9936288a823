"""The log of what organizers do. Moves of signatures write theirs in moving.py, with the move."""

import uuid

from signatures.models import Decision, Statement, User
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
    """Write a line of the log; call it in the transaction of what it tells of.

    ``subject`` says which one, ``from_state`` and ``to_state`` what it was and is; each is cut
    at 200 characters. No name or address of a signatory belongs in any of them, since a line
    cannot be erased: forms refuse them, and an address that gets here is left out.
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


def without_addresses(words: str) -> str:
    """Return ``words`` with "(address)" in place of each e-mail address."""
    return addresses.QUOTED.sub("(address)", words)
