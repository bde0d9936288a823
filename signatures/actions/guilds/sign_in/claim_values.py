"""Values of claims as guilds' servers give them: text, true or false, numbers, lists, nested."""

from collections.abc import Sequence
from typing import Any

MISSING = object()
KINDS = {str: "text", bool: "true or false", int: "number", float: "number", list: "list"}


def at(claims: Any, path: str) -> Any:
    """Return the value at ``path``, such as ``member.status``, or MISSING.

    A claim may have dots in its own name, as ``https://tin.example/status`` does, so the longest
    name that is there wins. Lists are not entered: in a list of memberships, one entry could
    name the guild and another one be active.
    """
    if not isinstance(claims, dict):
        return MISSING
    if path in claims:
        return claims[path]
    parts = path.split(".")
    for end in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:end])
        if name in claims:
            return at(claims[name], ".".join(parts[end:]))
    return MISSING


def is_accepted(value: Any, accepted: Sequence[str]) -> bool:
    """Return whether ``value`` is one of ``accepted``; of a list, one entry is enough.

    ``true`` accepts both true and "true", and ``1`` both 1 and "1". Case does not matter.
    """
    wanted = {each.strip().casefold() for each in accepted}
    given = value if isinstance(value, list) else [value]
    return any(_as_text(each) in wanted for each in given)


def kind(value: Any) -> str:
    """Return the kind of a value, which says nothing about the person."""
    return "nothing" if value is None else KINDS.get(type(value), "object")


def _as_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return value.strip().casefold() if isinstance(value, str) else None
