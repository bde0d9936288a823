"""Search of signatures for organizers: in any state, by everything they may see.

Conditions are written exactly as in the indexes. Most names are in the index of the public
list, which is used for them; one more index holds the words the public does not see
(``desk_text``). So searches for organizers add almost nothing to the cost of signing.
"""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Self

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    GenericIPAddressField,
    OuterRef,
    Q,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, NullIf
from psycopg.errors import QueryCanceled

from signatures.errors import TooSlowError
from signatures.models.attestation import Attestation
from signatures.models.desk_text import CREDIT, NAME
from signatures.models.finding import FindingQuerySet
from signatures.text import addresses
from signatures.text.folding import folded
from signatures.text.searching import Pattern, like, patterns

# Signatures whose search text is in the index of the public list, or that are few.
IN_PUBLIC = Q(state="published")
PENDING = Q(state="pending")
ASIDE = Q(state__in=["held", "rejected"])
# Confirmed signatures are indexed by network and by domain; the others are few.
PROVEN = Q(attested_at__isnull=False)
ADDED = Q(added_by_organizers=True, attested_at__isnull=True)
KEPT = {4: 24, 6: 48}  # prefix lengths of the stored networks
MOST_SIMILAR = 20

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Compared(Func):
    """A comparison: two expressions and the operator between them."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


DOMAIN = Func(F("mailbox"), Value("@"), Value(2), function="split_part", output_field=TextField())
# The domains of confirmed addresses that match a pattern. They are few and their addresses many, so
# they are read from the index one after the other, each time the next one behind the last.
DOMAINS_LIKE = """
    ARRAY(
        WITH RECURSIVE known (domain) AS (
            SELECT min(split_part(mailbox, '@', 2)) FROM signatures_signature
            WHERE attested_at IS NOT NULL AND mailbox IS NOT NULL
            UNION ALL
            SELECT (
                SELECT min(split_part(mailbox, '@', 2)) FROM signatures_signature
                WHERE attested_at IS NOT NULL AND mailbox IS NOT NULL
                    AND split_part(mailbox, '@', 2) > known.domain
            ) FROM known WHERE known.domain IS NOT NULL
        )
        SELECT domain FROM known WHERE domain LIKE %s
    )
"""
NETWORK = Cast(NullIf(F("source_network"), Value("")), GenericIPAddressField())


class SearchingQuerySet(FindingQuerySet):
    """Filters for organizers. Their results are not for the public."""

    def last_signed_first(self) -> Self:
        return self.order_by("-signed_at", "-public_id")

    def named(self, typed: str) -> Self:
        return self._with_words(NAME, typed)

    def credited(self, typed: str) -> Self:
        return self._with_words(CREDIT, typed)

    def similar_to(self, name: str) -> Self:
        """Keep the MOST_SIMILAR signatures whose names are most like ``name``."""
        text = Value(folded(name))
        alike = _anywhere(lambda has: Compared(has, text, arg_joiner=" %%> "))
        first = self.filter(alike).most_similar_first(name).values("pk")[:MOST_SIMILAR]
        return self.model.objects.filter(pk__in=first)

    def most_similar_first(self, name: str) -> Self:
        return self.order_by(TrigramWordSimilarity(folded(name), NAME).desc(), "-pk")

    def from_mailbox(self, pattern: str) -> Self:
        """Keep signatures from addresses that match ``pattern``; ``*`` matches any letters."""
        _before, at, domain = pattern.rpartition("@")
        known = self._from_domains(domain) if at and domain.strip("*") else self
        first, second = (_like(F("mailbox"), like(each)) for each in addresses.keys(pattern))
        return known.filter(first | second)

    def from_domain(self, domain: str) -> Self:
        has = Q(Compared(DOMAIN, Value(domain), arg_joiner=" = "))
        return self.filter(
            (PROVEN & Q(mailbox__isnull=False) & has) | (PENDING & has) | (ADDED & has)
        )

    def _from_domains(self, pattern: str) -> Self:
        """Keep at least signatures from domains that match ``pattern``, found by an index."""
        if "*" not in pattern:
            return self.from_domain(pattern)
        domains = RawSQL(DOMAINS_LIKE, [like(pattern)])  # noqa: S611 - no value in it
        has = Q(Compared(DOMAIN, domains, arg_joiner=" = ANY "))
        return self.filter((PROVEN & Q(mailbox__isnull=False) & has) | PENDING | ADDED)

    def from_network(self, network: Network) -> Self:
        """Keep signatures from ``network``, or from the stored network around a smaller one."""
        if network.prefixlen < KEPT[network.version]:
            around = Cast(Value(str(network)), GenericIPAddressField())
            return self.filter(Compared(NETWORK, around, arg_joiner=" <<= "))
        kept = str(network.supernet(new_prefix=KEPT[network.version]))
        has = Q(source_network=kept)
        return self.filter((PROVEN & ~Q(source_network="") & has) | (PENDING & has))

    def signed_between(self, since: datetime | None, until: datetime | None) -> Self:
        """Keep signatures made at ``since`` or later, and before ``until``."""
        bounds = {"signed_at__gte": since, "signed_at__lt": until}
        return self.filter(**{name: moment for name, moment in bounds.items() if moment})

    def proven_by(self, method: str) -> Self:
        """Keep signatures with evidence of this ``method``; with "" those without any."""
        proofs = Attestation.objects.filter(signature=OuterRef("pk"))
        return self.filter(Exists(proofs.filter(method=method)) if method else ~Exists(proofs))

    def vouched_for_by(self, guild: int) -> Self:
        return self.filter(pk__in=Attestation.objects.filter(guild=guild).values("signature"))

    def _with_words(self, field: Case, typed: str) -> Self:
        """Keep signatures whose ``field`` matches ``typed`` by the rules of ``text.searching``."""
        found = self
        for each in patterns(typed):
            found = found.filter(_candidates(each), _matching(field, each))
        return found


@contextmanager
def answered_within(limit: timedelta) -> Iterator[None]:
    """Limit all queries inside the block together to ``limit``, or raise TooSlowError."""
    ends = monotonic() + limit.total_seconds()

    def narrowed(execute: Callable[..., Any], *query: Any) -> Any:
        """Give a query the time that is left, once those before it have used much of it."""
        left = ends - monotonic()
        if left < 0.9 * limit.total_seconds():
            with connection.cursor() as cursor:
                cursor.cursor.execute(_timeout(left))  # the cursor beneath calls no wrapper
        return execute(*query)

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_timeout(limit.total_seconds()))
            with connection.execute_wrapper(narrowed):
                yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlowError from error
        raise


def _timeout(seconds: float) -> str:
    """Return SQL that sets the time for each query; at least a millisecond, as 0 is no limit."""
    return f"SET LOCAL statement_timeout = {max(1, int(1000 * seconds))}"


def _anywhere(condition: Callable[[Combinable], Compared]) -> Q:
    """Return a filter for ``condition`` on name and credit that can use every index."""
    return _stored(condition) | Q(condition(F("desk_text")))


def _stored(condition: Callable[[Combinable], Compared]) -> Q:
    """Return a filter for ``condition`` on the search text, with an index for each state."""
    text = Q(condition(F("search_text")))
    return (IN_PUBLIC & text) | (ASIDE & text) | (PENDING & text)


def _candidates(pattern: Pattern) -> Q:
    """Return a filter that can use every index, and passes all that ``_matching`` may find."""
    found = _anywhere(partial(_like, pattern=pattern.within))
    for other in pattern.others:
        if not other.text:
            found |= _anywhere(partial(_like, pattern=other.field))
        elif other.text != pattern.within:
            found |= _stored(partial(_like, pattern=other.text))
    return found


def _matching(field: Case, pattern: Pattern) -> Q:
    found = Q(_like(field, pattern.exact))
    for other in pattern.others:
        has = Q(_like(field, other.field))
        found |= Q(_like(F("search_text"), other.text)) & has if other.text else has
    return found


def _like(text: Combinable, pattern: str) -> Compared:
    return Compared(text, Value(pattern), arg_joiner=" LIKE ")
