"""Screening of a signature when it is proven: reasons to hold it, and rules that reject it.

Checks of the text alone are in ``text``; all others are one SQL statement. Each part of it
uses an index and is bounded, so a long watch list or a million signatures do not slow down
confirming.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures.actions.evidence import rule_traits, voices, watched_names
from signatures.actions.evidence.candidates import Screened
from signatures.actions.evidence.voices import Voice
from signatures.models import HoldReason, Rule, Signature, Statement
from signatures.text import addresses, folding, names, similarity
from signatures.text.watched_names import keys

IN_FORCE = """(statement_id IS NULL OR statement_id = %(statement)s)
            AND (ends_at IS NULL OR ends_at > %(now)s)"""

# In a name's pattern, * matches any letters; characters special to LIKE are escaped.
LIKE = r"replace(replace(replace(replace(value, '\', '\\'), '%%', '\%%'), '_', '\_'), '*', '%%')"

WATCHED, SAME_MAILBOX = HoldReason.WATCHED_NAME.value, HoldReason.SAME_MAILBOX.value
# The signatures of the mailbox on all statements, found in an index that begins with them.
OF_MAILBOX = """ARRAY(
            SELECT id FROM signatures_signature
            WHERE statement_id = ANY(ARRAY(SELECT id FROM signatures_statement))
                AND mailbox = ANY(%(mailboxes)s::text[])
        )"""
# The server of the address refused it; it is not enough that no e-mail went out for a while.
REFUSED = r"(last_error ~ ' 5\d\d$' AND last_error NOT LIKE 'SMTPSender%%')"
ALLOW = Rule.Effect.ALLOW.value
A_RULE = """CASE effect WHEN 'allow' THEN 'allow' ELSE 'rule_' || id END,
        CASE effect WHEN 'hold' THEN NULL ELSE kind END"""

# Returns a code, or "allow", and a detail: the kind of a rule that rejects or allows, or a name to
# compare with afterwards: a watched one, or that of the other person with this mailbox. The
# function of migration 0056 and ARRAY() make PostgreSQL use the index where it would read a whole
# table. Many addresses at the confirmed domain of a guild are no burst: its members have them.
SCREENING_SQL = rf"""
    SELECT '{WATCHED}', watched FROM signatures_watched(%(keys)s::text[])
        WHERE of_statement IS NULL OR of_statement = %(statement)s
    UNION ALL (
        SELECT 'same_mailbox', CASE WHEN mailbox = %(other)s THEN name END
        FROM signatures_signature
        WHERE statement_id = %(statement)s AND mailbox_soft = %(mailbox_soft)s
            AND attested_at IS NOT NULL AND id <> %(id)s
        LIMIT 2
    ) UNION ALL SELECT 'same_words', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE search_text = %(words_shown)s AND state IN ('held', 'published')
            AND display = 'full' AND statement_id = %(statement)s AND id <> %(id)s
    ) UNION ALL SELECT 'bounced', NULL WHERE EXISTS (
        SELECT FROM signatures_outgoingmail failed
        WHERE failed_at > %(bounced_since)s AND {REFUSED} AND signature_id = ANY({OF_MAILBOX})
            AND NOT EXISTS (
                SELECT FROM signatures_outgoingmail later
                WHERE later.sent_at > failed.failed_at AND later.signature_id = ANY({OF_MAILBOX})
            )
    ) UNION ALL SELECT 'network_burst', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE source_network = %(network)s AND source_network <> '' AND attested_at > %(since)s
        OFFSET %(network_burst)s - 1
    ) AND NOT EXISTS (
        SELECT FROM signatures_statement, unnest(shared_networks) AS hall
        WHERE id = %(statement)s AND hall::cidr && (%(network)s)::text::cidr
    ) UNION ALL SELECT 'domain_burst', NULL WHERE EXISTS (
        SELECT FROM signatures_signature
        WHERE split_part(mailbox, '@', 2) = %(domain)s AND mailbox IS NOT NULL
            AND attested_at > %(since)s
        OFFSET %(domain_burst)s - 1
    ) AND NOT EXISTS (
        SELECT FROM signatures_guilddomain
        WHERE name = %(domain)s AND confirmed_at IS NOT NULL AND ended_at IS NULL
    ) UNION ALL SELECT {A_RULE}
        FROM signatures_rule
        JOIN unnest(%(kinds)s::text[], %(values)s::text[]) AS has (kind, value) USING (kind, value)
        WHERE {IN_FORCE}
    UNION ALL SELECT {A_RULE}
        FROM signatures_rule
        WHERE kind = 'name' AND %(name)s LIKE {LIKE} AND {IN_FORCE}
"""

# What differs between signatures, and its type. The rest of SCREENING_SQL is the same for all.
OF_EACH = {
    "id": "bigint",
    "name": "text",
    "keys": "text[]",
    "mailboxes": "text[]",
    "other": "text",
    "mailbox_soft": "text",
    "words_shown": "text",
    "network": "text",
    "domain": "text",
    "kinds": "text[]",
    "values": "text[]",
}
# The same for many signatures at once: the same conditions, joined to a row for each of them.
SCREEN_ALL = """
    SELECT place, found.code, found.detail
    FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (place int, {columns}),
        LATERAL ({screening}) AS found (code, detail)
""".format(
    columns=", ".join(f'"{name}" {kind}' for name, kind in OF_EACH.items()),
    screening=re.sub(
        r"%\((\w+)\)s", lambda p: f'asked."{p[1]}"' if p[1] in OF_EACH else p[0], SCREENING_SQL
    ),
)


@dataclass(frozen=True)
class Verdict:
    """The result of screening: codes of HoldReason and rules, usually none.

    ``refused_by`` names the rules that reject the signature.
    """

    reasons: list[str] = field(default_factory=list)
    refused_by: str = ""


def screen(signature: Signature) -> Verdict:
    """Return the reasons to review ``signature`` before it is public.

    Takes one query, two more for a name that resembles a watched one, and another where the
    statement asks for a quote or an affiliation.
    """
    voice = voices.of(signature)
    with connection.cursor() as cursor:
        cursor.execute(SCREENING_SQL, _facts(signature, voice))
        return _verdict(signature, cursor.fetchall(), voice)


def screen_all(signatures: Sequence[Screened]) -> list[Verdict]:
    """Return the verdict on each of ``signatures``, as ``screen`` would. All of one statement."""
    if not signatures:
        return []
    said = [voices.of(each) for each in signatures]
    facts = [_facts(*each) for each in zip(signatures, said, strict=True)]
    asked = [
        {"place": place, **{name: each[name] for name in OF_EACH}}
        for place, each in enumerate(facts)
    ]
    found: list[list[tuple[str, str | None]]] = [[] for _ in signatures]
    with connection.cursor() as cursor:
        cursor.execute(SCREEN_ALL, {**facts[0], "asked": json.dumps(asked)})
        for place, code, detail in cursor.fetchall():
            found[place].append((code, detail))
    return [_verdict(*each) for each in zip(signatures, found, said, strict=True)]


def _verdict(signature: Screened, found: Sequence[tuple[str, str | None]], voice: Voice) -> Verdict:
    reasons = names.reasons_to_look(signature.name)
    if signature.statement.moderation == Statement.Moderation.BEFORE:
        reasons.append(HoldReason.MODERATED_BEFOREHAND.value)
    if _shows_a_claim(signature, voice):
        reasons.append(HoldReason.SELF_DECLARED.value)
    if signature.mailbox and addresses.is_disposable(signature.folded_address):
        reasons.append(HoldReason.DISPOSABLE.value)
    watched = [detail or "" for code, detail in found if code == WATCHED]
    reasons += watched_names.reasons(signature, watched)
    mailbox = [name for code, name in found if code == SAME_MAILBOX]
    if any(not each or similarity.is_same_person(signature.name, each) for each in mailbox):
        reasons.append(SAME_MAILBOX)
    rules = [each for each in found if each[0] not in (WATCHED, SAME_MAILBOX)]
    reasons += [code for code, _ in rules if code != ALLOW]
    lifted = {each for code, kind in rules if code == ALLOW for each in Rule.LIFTED[kind or ""]}
    refused_by = [
        f"{code.replace('_', ' ')} ({kind})" for code, kind in rules if kind and code != ALLOW
    ]
    return Verdict([each for each in reasons if each not in lifted], ", ".join(refused_by[:3]))


def _shows_a_claim(signature: Screened, voice: Voice) -> bool:
    full = signature.display == Signature.Display.FULL
    described = f"{signature.credit}\n{voice.affiliation}".strip()
    return full and bool(described) and folding.has_phrase(described, settings.KNOWN_FOR)


def _facts(signature: Screened, voice: Voice) -> dict[str, Any]:
    """Return the parameters of SCREENING_SQL. NULL equals nothing, so None turns a check off."""
    full = signature.display == Signature.Display.FULL
    domain = addresses.domains(signature.mailbox)[0] if signature.mailbox else None
    found = sorted(rule_traits.traits(signature, voice))
    network = signature.source_network
    now = timezone.now()
    return {
        "id": signature.pk,
        "statement": signature.statement_id,
        "now": now,
        "since": now - settings.BURST_WITHIN,
        "bounced_since": now - settings.BOUNCE_COUNTS_FOR,
        "name": folding.folded(signature.name),
        "keys": sorted(keys.signed_keys(signature.name)),
        "mailboxes": addresses.keys(signature.folded_address) if signature.mailbox else [],
        "other": addresses.other_key(signature.mailbox),
        "mailbox_soft": signature.mailbox_soft,
        # Without a credit, they may be two people of the same name.
        "words_shown": signature.search_text if full and signature.credit else None,
        "network": network if rule_traits.is_somewhere(network) else None,
        "network_burst": settings.NETWORK_BURST,
        "domain": None if domain in settings.MAIL_PROVIDERS else domain,
        "domain_burst": settings.DOMAIN_BURST,
        "kinds": [kind for kind, _ in found],
        "values": [value for _, value in found],
    }
