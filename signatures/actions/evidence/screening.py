"""Why a signature is held, or refused by a rule of organizers: asked once, when it is proven.

What a text alone can tell is asked of ``text``; all else of the database, in one statement.
Every part of that is within an index and bounded, so a long watch list, or a million
signatures, make nobody wait who confirms.
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures.models import HoldReason, Rule, Signature, Statement
from signatures.text import addresses, folding, names, watched_names

# The largest networks a rule can be about, as prefix lengths of IPv4 and IPv6.
LARGEST = {4: 8, 6: 16}

IN_FORCE = """(statement_id IS NULL OR statement_id = %(statement)s)
            AND (ends_at IS NULL OR ends_at > %(now)s)"""

# In a name's pattern * is any letters, and what LIKE takes for more than a letter is none.
LIKE = r"replace(replace(replace(replace(value, '\', '\\'), '%%', '\%%'), '_', '\_'), '*', '%%')"

# A code, and, for a rule that refuses, what the rule is about. Where PostgreSQL would rather
# read a whole table for EXISTS, count() and ARRAY() keep it to the index.
SCREENING_SQL = rf"""
    SELECT 'watched_name', NULL FROM signatures_watchedname
        WHERE keys && %(keys)s::text[]
            AND (statement_id IS NULL OR statement_id = %(statement)s)
        HAVING count(*) > 0
    UNION ALL SELECT 'same_mailbox', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE statement_id = %(statement)s AND mailbox_soft = %(mailbox_soft)s
            AND attested_at IS NOT NULL AND id <> %(id)s
    ) UNION ALL SELECT 'same_words', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE search_text = %(words_shown)s AND state IN ('held', 'published')
            AND display = 'full' AND statement_id = %(statement)s AND id <> %(id)s
    ) UNION ALL SELECT 'bounced', NULL WHERE EXISTS (
        SELECT FROM signatures_outgoingmail
        WHERE failed_at IS NOT NULL AND signature_id = ANY(ARRAY(
            SELECT id FROM signatures_signature
            WHERE statement_id = ANY(ARRAY(SELECT id FROM signatures_statement))
                AND mailbox = %(mailbox)s
        ))
    ) UNION ALL SELECT 'network_burst', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE source_network = %(network)s AND source_network <> '' AND attested_at > %(since)s
        OFFSET %(network_burst)s - 1
    ) UNION ALL SELECT 'domain_burst', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE split_part(mailbox, '@', 2) = %(domain)s AND mailbox IS NOT NULL
            AND attested_at > %(since)s
        OFFSET %(domain_burst)s - 1
    ) UNION ALL SELECT 'rule_' || id, CASE effect WHEN 'refuse' THEN kind END
        FROM signatures_rule
        JOIN unnest(%(kinds)s::text[], %(values)s::text[]) AS has (kind, value) USING (kind, value)
        WHERE {IN_FORCE}
    UNION ALL SELECT 'rule_' || id, CASE effect WHEN 'refuse' THEN kind END
        FROM signatures_rule
        WHERE kind = 'name' AND %(name)s LIKE {LIKE} AND {IN_FORCE}
"""


@dataclass(frozen=True)
class Verdict:
    """Codes of HoldReason and rules, none for most; ``refused_by`` names a rule that refuses."""

    reasons: list[str] = field(default_factory=list)
    refused_by: str = ""


def screen(signature: Signature) -> Verdict:
    """Return why an organizer should see ``signature`` before it is public. One query."""
    reasons = names.reasons_to_look(signature.name)
    if signature.statement.moderation == Statement.Moderation.BEFORE:
        reasons.append(HoldReason.MODERATED_BEFOREHAND.value)
    if _shows_a_claim(signature):
        reasons.append(HoldReason.SELF_DECLARED.value)
    if signature.mailbox and addresses.is_disposable(signature.mailbox):
        reasons.append(HoldReason.DISPOSABLE.value)
    with connection.cursor() as cursor:
        cursor.execute(SCREENING_SQL, _facts(signature))
        found = cursor.fetchall()
    refused_by = [f"{code.replace('_', ' ')} ({kind})" for code, kind in found if kind]
    return Verdict([*reasons, *(code for code, _ in found)], ", ".join(refused_by[:3]))


def _shows_a_claim(signature: Signature) -> bool:
    full = signature.display == Signature.Display.FULL
    return full and folding.has_phrase(signature.credit, settings.KNOWN_FOR)


def is_somewhere(source_network: str) -> bool:
    """False for networks many share, and for those inside a house, which say nothing."""
    if not source_network:
        return False
    network = ipaddress.ip_network(source_network)
    shared = map(ipaddress.ip_network, settings.SHARED_NETWORKS)
    return network.is_global and not any(network.overlaps(each) for each in shared)


def _facts(signature: Signature) -> dict[str, Any]:
    """What SCREENING_SQL compares. NULL is equal to nothing, so what is left out holds nobody."""
    full = signature.display == Signature.Display.FULL
    domain = addresses.domains(signature.mailbox)[0] if signature.mailbox else None
    traits = sorted(_traits(signature))
    now = timezone.now()
    return {
        "id": signature.pk,
        "statement": signature.statement_id,
        "now": now,
        "since": now - settings.BURST_WITHIN,
        "name": folding.folded(signature.name),
        "keys": sorted(watched_names.signed_keys(signature.name)),
        "mailbox": signature.mailbox,
        "mailbox_soft": signature.mailbox_soft,
        # Without a credit they are two people of one name.
        "words_shown": signature.search_text if full and signature.credit else None,
        "network": signature.source_network if is_somewhere(signature.source_network) else None,
        "network_burst": settings.NETWORK_BURST,
        "domain": None if domain in settings.MAIL_PROVIDERS else domain,
        "domain_burst": settings.DOMAIN_BURST,
        "kinds": [kind for kind, _ in traits],
        "values": [value for _, value in traits],
    }


def _traits(signature: Signature) -> set[tuple[str, str]]:
    """Kind and value of every rule that would be about this signature; patterns aside."""
    words = folding.words(f"{signature.name} {signature.credit}")
    traits = {(Rule.Kind.WORD.value, word) for word in words}
    if signature.mailbox:
        traits |= {(Rule.Kind.DOMAIN.value, each) for each in addresses.domains(signature.mailbox)}
        traits.add((Rule.Kind.ADDRESS.value, signature.mailbox))
        traits.add((Rule.Kind.ADDRESS.value, signature.mailbox_soft))
    if signature.source_network:
        around = _networks_around(signature.source_network)
        traits |= {(Rule.Kind.NETWORK.value, each) for each in around}
    return traits


def _networks_around(source_network: str) -> Iterator[str]:
    """Yield the network and all larger ones that a rule can be about."""
    network = ipaddress.ip_network(source_network)
    first = network.network_address
    for length in range(LARGEST[network.version], network.prefixlen + 1):
        below = network.max_prefixlen - length
        yield f"{type(first)(int(first) >> below << below)}/{length}"
