"""Public rows of notable signatories, whom organizers place above the list."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery

from signatures.models import IdentityCheck, Signature, Statement
from signatures.models.compiled import CompiledQuery
from signatures.models.finding import PUBLIC_COLUMNS
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.signatories import NO_NAMES, Display, Row, rows


@dataclasses.dataclass(frozen=True)
class Group:
    """One heading and its signatories, in the organizers' order."""

    heading: str
    rows: list[Row]


def groups(
    statement: Statement, *, wording: int | None = None, versions: Mapping[int, str] = NO_NAMES
) -> list[Group]:
    """Return the notable signatories of ``statement`` who are on the list with their names.

    With ``wording``, only those who signed it. ``versions`` works as in ``signatories.rows``.
    """
    is_listed = statement.is_public and statement.shows_names
    notable = NOTABLE.all(statement=statement.pk) if is_listed else []
    shown = [each for each in notable if wording in (None, each.wording)]
    together = groupby(
        zip(shown, rows(shown, versions=versions), strict=True),
        key=lambda each: each[0].notable.heading,
    )
    return [Group(heading.name, [_row(*each) for each in found]) for heading, found in together]


def _notable(statement: Any) -> SignatureQuerySet:
    """Return the query for ``groups``; whether the statement shows names, it does not ask."""
    checks = IdentityCheck.objects.filter(signature=OuterRef("pk"))
    return (
        Signature.objects.filter(state=Signature.State.PUBLISHED, statement=statement)
        .in_list_order()
        .filter(
            notable__heading__statement=statement,
            display__in=[Display.FULL, Display.NAME],
        )
        .select_related("occupation", "text_version", "notable__heading")
        .only(*PUBLIC_COLUMNS, "notable__credit", "notable__heading__name")
        .annotate(checked_on=Subquery(checks.values("checked_on")[:1]))
        .order_by("notable__heading__position", "notable__heading", "notable__position", "pk")
    )


NOTABLE = CompiledQuery(_notable)


def _row(signature: Signature, line: Row) -> Row:
    """Return ``line`` with the date of the identity check and the organizers' credit.

    The credit changes only if the signatory chose to show one.
    """
    checked_on: date = signature.checked_on  # type: ignore[attr-defined]  # the query adds it
    line = dataclasses.replace(line, checked_on=checked_on)
    if signature.display == Display.FULL and signature.notable.credit:
        return dataclasses.replace(line, credit=signature.notable.credit)
    return line
