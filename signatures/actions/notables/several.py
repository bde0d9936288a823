"""Many notable signatories at once: find their signatures, add the names that are missing."""

import dataclasses
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from signatures.actions.imports import adding
from signatures.actions.moderation import bulk
from signatures.actions.notables import notables
from signatures.actions.notables.notables import MARKABLE, Check
from signatures.models import (
    Batch,
    ImportFile,
    ImportLine,
    NotableHeading,
    Signature,
    Statement,
    User,
)
from signatures.text import finding

ON_THE_LIST = (Signature.State.HELD, Signature.State.PUBLISHED)
MOST_FOUND = 5  # signatures of one name to choose from


@dataclasses.dataclass(frozen=True)
class Person:
    """Someone to place above the list. Without a signature, the name is added."""

    name: str
    credit: str = ""
    signature: Signature | None = None


def find(statement: Statement, names: Sequence[str]) -> dict[str, list[Signature]]:
    """Return the signatures that show each of ``names``: the name itself, or else its words."""
    shown = Signature.objects.filter(statement=statement, **MARKABLE).select_related("notable")
    keys = {finding.sort_key(each): each for each in names}
    found: dict[str, list[Signature]] = {each: [] for each in names}
    for state in ON_THE_LIST:
        for signature in shown.filter(state=state, name_key__in=list(keys)).order_by("pk"):
            same = found[keys[bytes(signature.name_key)]]
            if len(same) < MOST_FOUND:
                same.append(signature)
    for name, signatures in found.items():
        if not signatures:
            like = shown.filter(state=Signature.State.PUBLISHED)
            signatures += like.containing(finding.words(name))[:MOST_FOUND]
    return found


@transaction.atomic
def add(
    statement: Statement,
    people: Sequence[Person],
    *,
    heading: NotableHeading,
    check: Check,
    by: User,
) -> int:
    """Place ``people`` at the end of ``heading``, in their order; return how many names are new.

    A name without a signature is added like an imported one: it is screened, shown as added by
    the organizers, and can be undone as a bulk action. If it is held, it is shown above the list
    once it is published; a name on the watch list needs approval from two organizers. Raises
    StaleEditError, and then adds no one, if a signature is notable already or no longer on the
    list.
    """
    missing = [each for each in people if each.signature is None]
    added = iter(_add_names(statement, missing, f"notable, {heading}", by) if missing else [])
    for each in people:
        signature = each.signature or next(added)
        if signature is None:  # refused by a rule
            continue
        credit = each.credit if each.signature else ""
        notables.add(signature, heading=heading, credit=credit, check=check, by=by)
    return len(missing)


def _add_names(
    statement: Statement, people: Sequence[Person], reason: str, by: User
) -> list[Signature | None]:
    """Add names as an import does; return the signatures, None for those that rules reject."""
    started = {"state": Batch.State.RUNNING, "started_at": timezone.now(), "total": len(people)}
    batch = Batch.objects.create(
        statement=statement, act=Batch.Act.IMPORT, reason=reason, by=by, **started
    )
    file = ImportFile.objects.create(
        batch=batch, size=0, sha256="", step=ImportFile.Step.READY, total=len(people)
    )
    lines = [
        ImportLine(
            file=file,
            number=number,
            name=each.name,
            credit=each.credit,
            search_text=finding.search_text(each.name, each.credit),
        )
        for number, each in enumerate(people, start=1)
    ]
    ImportLine.objects.bulk_create(lines)
    looked_at, batch.moved = adding.add_chunk(batch)
    batch.skipped = looked_at - batch.moved
    batch.state, batch.ended_at = Batch.State.DONE, timezone.now()
    batch.save()
    bulk.record(batch, "", f"done: {bulk.numbers(batch)}", by, reason)
    ids = [each.public_id for each in lines]
    made = Signature.objects.filter(public_id__in=ids, state__in=ON_THE_LIST)
    by_id = {each.public_id: each for each in made}
    return [by_id.get(each) for each in ids]
