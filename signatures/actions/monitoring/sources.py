"""Sources of the newest signatures: networks, e-mail domains, proofs, and unusual bursts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from signatures.actions.evidence import rule_traits
from signatures.actions.monitoring import recent
from signatures.models import Statement

DAY = timedelta(days=1)
MOST_PROVEN = 20_000  # newest confirmed signatures to examine
TOP = 10

# For each network, domain and proof among the newest confirmed signatures: the total number, and
# the number in its busiest hour.
SOURCES = """
    WITH newest AS MATERIALIZED (
        SELECT source_network, split_part(mailbox, '@', 2) AS domain,
            date_trunc('hour', attested_at) AS hour,
            CASE guild_ids WHEN '{}' THEN 'email' ELSE 'guild' END AS proof
        FROM signatures_signature
        WHERE statement_id = %(statement)s AND attested_at >= %(since)s
        ORDER BY attested_at DESC LIMIT %(most)s
    ), by_hour AS (
        SELECT CASE WHEN grouping(source_network) = 0 THEN 'network'
                WHEN grouping(domain) = 0 THEN 'domain' ELSE 'proof' END AS kind,
            CASE WHEN grouping(source_network) = 0 THEN source_network
                WHEN grouping(domain) = 0 THEN domain ELSE proof END AS value,
            count(*) AS number
        FROM newest
        GROUP BY GROUPING SETS ((source_network, hour), (domain, hour), (proof, hour))
    ), found AS (
        SELECT kind, value, sum(number)::int AS total, max(number)::int AS busiest
        FROM by_hour GROUP BY kind, value
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY kind ORDER BY total DESC, value) AS place
        FROM found WHERE value <> ''
    )
    SELECT kind, value, total, busiest FROM ranked WHERE place <= %(top)s
    UNION ALL SELECT 'all', '', count(*)::int, 0 FROM newest
    ORDER BY kind, total DESC, value
"""


@dataclass(frozen=True)
class Source:
    """One network, domain or proof. ``busiest`` is the highest number within one clock hour."""

    value: str
    total: int
    busiest: int
    is_burst: bool = False


@dataclass(frozen=True)
class Sources:
    """The TOP sources of each kind among the ``looked_at`` newest signatures of a day."""

    networks: list[Source]
    domains: list[Source]
    proofs: list[Source]
    looked_at: int

    @property
    def is_cut_short(self) -> bool:
        return self.looked_at >= MOST_PROVEN


def of_a_day(statement: Statement, *, now: datetime) -> Sources:
    """Return the sources of the signatures confirmed within the last day."""
    return recent.cached(f"sources-{statement.pk}", lambda: _sources(statement, now))


def _sources(statement: Statement, now: datetime) -> Sources:
    facts: dict[str, Any] = {
        "statement": statement.pk,
        "since": now - DAY,
        "most": MOST_PROVEN,
        "top": TOP,
    }
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, facts)
        rows = cursor.fetchall()
    of: dict[str, list[Source]] = {"network": [], "domain": [], "proof": [], "all": []}
    for kind, value, total, busiest in rows:
        source = Source(value, total, busiest, _is_burst(kind, value, total, busiest))
        of[kind].append(source)
    return Sources(of["network"], of["domain"], of["proof"], looked_at=of["all"][0].total)


def _is_burst(kind: str, value: str, total: int, busiest: int) -> bool:
    """Tell whether it is a burst by screening's limits, except shared networks and providers."""
    if kind == "network":
        return busiest >= settings.NETWORK_BURST and rule_traits.is_somewhere(value)
    if kind == "domain":
        return busiest >= settings.DOMAIN_BURST and value not in settings.MAIL_PROVIDERS
    return False
