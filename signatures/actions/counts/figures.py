"""The figures of a statement. Every page, file, picture and e-mail takes them from here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from signatures.actions.counts import tallies
from signatures.actions.record_keeping import page_cache
from signatures.models import Endorsement, PartnerTotal, Signature, Statement, Tally, TextVersion
from signatures.models.compiled import CompiledQuery
from signatures.models.proof_methods import GUILD_METHODS, NO_PROOF, Method
from signatures.renditions.figures import Figures
from signatures.renditions.texts import partner_totals
from signatures.renditions.texts.partner_totals import Total
from signatures.renditions.texts.wordings import Wording, newest_first

Dimension = Tally.Dimension
State = Signature.State
NEEDED: list[str] = [Dimension.STATE, Dimension.PROOF, Dimension.DISPLAY, Dimension.TEXT]
NEEDED += [tallies.ORGANIZATIONS]
MANY_SIGNED = 1_000


# The totals of partners, read in the query of the texts: every page needs both.
PARTNERS = ArraySubquery(
    PartnerTotal.objects.filter(statement=OuterRef("statement"))
    .order_by()
    .values(json=JSONObject(**{name: name for name in Total._fields}))
)
TEXTS = CompiledQuery(
    lambda statements: (
        TextVersion.objects.filter(statement__pk__any_of=statements)
        .order_by("created_at", "pk")
        .values_list("statement_id", "pk", "wording", "language", "number", "created_at", PARTNERS)
    )
)


class Text(NamedTuple):
    """A text version, and how many published signatures it has."""

    pk: int
    wording: int
    language: str
    number: int
    created_at: datetime
    signatures: int


def of(statement: Statement) -> Figures:
    """Return the figures of ``statement``, at most two seconds old."""
    return page_cache.get_cached(_key(statement), lambda: now(statement))


def _key(statement: Statement) -> str:
    return f"figures-{statement.pk}"


def after_proof(statement: Statement) -> Figures:
    """Return the figures for someone who has just been counted.

    At most two seconds old if many have signed, because a crowd confirms then; exact if few
    have, so that no one reads "the only one" wrongly.
    """
    made: list[Figures] = []

    def make() -> Figures:
        made.append(now(statement))
        return made[0]

    found = page_cache.get_cached(_key(statement), make)
    return found if made or found.signatories >= MANY_SIGNED else now(statement)


def now(statement: Statement) -> Figures:
    """Return the figures of ``statement`` in the snapshot of the current transaction."""
    return of_statements([statement])[statement.pk]


def of_statements(statements: Iterable[Statement]) -> dict[int, Figures]:
    """Return the figures of each of ``statements``, by its id, in two queries."""
    asked = list(statements)
    found = tallies.read([each.pk for each in asked], *NEEDED)
    by_text = {int(value): n for (_, of, value), n in found.items() if of == Dimension.TEXT}
    texts, partners = _texts(asked, by_text)
    return {
        each.pk: _figures(found, each, texts[each.pk], partners.get(each.pk, ())) for each in asked
    }


def _figures(
    found: Mapping[tuple[int, str, str], int],
    statement: Statement,
    texts: list[Text],
    partners: tuple[Total, ...],
) -> Figures:
    def total(dimension: str, value: str) -> int:
        return found.get((statement.pk, dimension, value), 0)

    wordings = newest_first(_wordings(texts, statement.language))
    email = total(Dimension.PROOF, Method.EMAIL)
    guild = sum(total(Dimension.PROOF, each.name) for each in GUILD_METHODS)
    added = total(Dimension.PROOF, NO_PROOF)
    counted_only = total(Dimension.DISPLAY, Signature.Display.COUNTED)
    return Figures(
        email=email,
        guild=guild,
        added=added,
        # There is no list after an end that keeps only the counts.
        counted_only=counted_only if statement.shows_names else email + guild + added,
        earlier_wording=sum(each.signatures for each in wordings if not each.is_current),
        withdrawn=total(Dimension.STATE, State.WITHDRAWN),
        rejected=total(Dimension.STATE, State.REJECTED),
        organizations=total(tallies.ORGANIZATIONS, Endorsement.State.PUBLISHED),
        wordings=wordings,
        signed=_to_name(texts),
        partners=partners,
    )


def _texts(
    statements: list[Statement], signatures: Mapping[int, int]
) -> tuple[dict[int, list[Text]], dict[int, tuple[Total, ...]]]:
    """Return the text versions and partners' totals of ``statements``, by the statement's id.

    The oldest text version comes first.
    """
    texts: dict[int, list[Text]] = {each.pk: [] for each in statements}
    totals: dict[int, tuple[Total, ...]] = {}
    found = TEXTS.all(statements=[each.pk for each in statements]) if statements else []
    for statement, pk, wording, *others, created_at, partners in found:
        language, number = others
        if partners:
            totals[statement] = partner_totals.read(partners)
        text = Text(pk, wording, language, number, created_at, signatures.get(pk, 0))
        texts[statement].append(text)
    return texts, totals


def _to_name(texts: list[Text]) -> tuple[tuple[int, str, int], ...]:
    """Return the text versions that names stand beside: id, language and number of those signed.

    Empty if all signed the same version and that is still the newest of its language.
    """
    signed = [each for each in texts if each.signatures]
    newest = {each.language: each.pk for each in texts}  # oldest first, so the last one stays
    if len(signed) == 1 and newest[signed[0].language] == signed[0].pk:
        return ()
    return tuple((each.pk, each.language, each.number) for each in signed)


def _wordings(texts: list[Text], language: str) -> list[Wording]:
    """Return the wordings of a statement in ``language``; that is the language of their first."""
    own = [each for each in texts if each.language == language] or texts
    current = max((each.wording for each in own), default=1)
    signatures: dict[int, int] = {}
    for each in texts:
        signatures[each.wording] = signatures.get(each.wording, 0) + each.signatures
    first: dict[int, Wording] = {}
    for each in [*own, *texts]:
        first.setdefault(
            each.wording,
            Wording(
                number=each.wording,
                version=each.number,
                since=each.created_at.date(),
                signatures=signatures[each.wording],
                is_current=each.wording == current,
            ),
        )
    return list(first.values())
