"""Evidence for a decision about one signature. Every query has a limit and uses an index."""

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, CharField, F, Func, Q, Value
from django.db.models.expressions import RawSQL

from signatures.models import (
    Attestation,
    Decision,
    OutgoingMail,
    Rule,
    Signature,
    User,
    WatchedName,
)
from signatures.models.hold_reason import RULE
from signatures.models.signature import SignatureQuerySet
from signatures.text import finding, folding

FEW = 5  # rows shown of each kind
MOST = 100  # counted; beyond this the page says "more than"
LIKE_ENOUGH = 0.55  # similarity of a name to another, or to a text with it; 1 is the same

# Among public names, look only at the neighbours of this name in the order of names, with the
# surname last and first: among a million rows the trigram index needs seconds to find similar
# names, this no time. Among held and rejected names, which are fewer, look at all similar ones.
NEXT_TO_IT = """
    (SELECT id, search_text FROM signatures_signature
        WHERE statement_id = %(statement)s AND state = 'published' AND name_key >= %({key})s
        ORDER BY name_key, public_id LIMIT 20)
    UNION (SELECT id, search_text FROM signatures_signature
        WHERE statement_id = %(statement)s AND state = 'published' AND name_key < %({key})s
        ORDER BY name_key DESC, public_id DESC LIMIT 20)
"""
LIKE_IT = f"""
    WITH found AS (
        {NEXT_TO_IT.format(key="name")} UNION {NEXT_TO_IT.format(key="turned")}
        UNION (SELECT id, search_text FROM signatures_signature
            WHERE state IN ('held', 'rejected') AND search_text %%>> %(words)s
                AND statement_id = %(statement)s LIMIT 50)
    ), liked AS (
        SELECT id, strict_word_similarity(%(words)s, search_text) AS how FROM found
    )
    SELECT id FROM liked WHERE how >= {LIKE_ENOUGH} AND id <> %(id)s
    ORDER BY how DESC, id LIMIT {FEW}
"""
EVERYWHERE = "signatures_signature.statement_id = ANY(ARRAY(SELECT id FROM signatures_statement))"
DOMAIN = Func(F("mailbox"), Value("@"), Value(2), function="split_part", output_field=CharField())


class Others(NamedTuple):
    """The latest of several signatures, how many were counted, and whether there are more."""

    rows: Sequence[Signature]
    number: int
    more: bool


@dataclasses.dataclass(frozen=True)
class Evidence:
    proofs: Sequence[Attestation]
    watched: Sequence[WatchedName]
    rules: Sequence[Rule]
    mailbox: Sequence[Signature]  # signatures of possibly the same one, on all statements
    decisions: Sequence[Decision]  # about this signature, and those of the same mailbox
    bounced: Sequence[OutgoingMail]
    network: Others
    domain: Others
    is_provider: bool  # so many people use this domain that others there prove nothing
    alike: Sequence[Signature]


def about(signature: Signature, *, seen_by: User) -> Evidence:
    """Return what is known, from the statements that ``seen_by`` works on."""
    theirs = seen_by.their_statements("statement")
    earlier = _of_mailbox(signature, theirs)
    ids = [signature.pk, *(each.pk for each in earlier)]
    decisions = Decision.objects.filter(signature__in=ids).select_related("by").order_by("-pk")
    failed = OutgoingMail.objects.filter(signature__in=ids, failed_at__isnull=False)
    return Evidence(
        proofs=list(signature.attestations.with_guild()),
        watched=_watched(signature),
        rules=_rules(signature.hold_reasons),
        mailbox=earlier,
        decisions=list(decisions[: 2 * FEW]),
        bounced=list(failed.order_by("-pk")[:FEW]),
        network=_from_network(signature, theirs),
        domain=_from_domain(signature, theirs),
        is_provider=_domain(signature) in settings.MAIL_PROVIDERS,
        alike=_alike(signature),
    )


def _of_mailbox(signature: Signature, theirs: Q) -> list[Signature]:
    everywhere = RawSQL(EVERYWHERE, [], output_field=BooleanField())  # noqa: S611 - no value in it
    found = Signature.objects.filter(everywhere, theirs, mailbox_soft=signature.mailbox_soft)
    if not signature.mailbox_soft:
        return []
    return list(_briefly(found.exclude(pk=signature.pk).order_by("-pk"))[:FEW])


def _watched(signature: Signature) -> list[WatchedName]:
    here = Q(statement=None) | Q(statement=signature.statement_id)
    return WatchedName.objects.filter(here).resembling(signature.name)[:FEW]


def _rules(reasons: Sequence[str]) -> list[Rule]:
    """Return the rules among ``reasons``. Of a rule deleted since, only the number is known."""
    numbers = [int(rule[1]) for rule in map(RULE.fullmatch, reasons) if rule]
    return list(Rule.objects.filter(pk__in=numbers))


def _from_network(signature: Signature, theirs: Q) -> Others:
    network = signature.source_network
    found = Signature.objects.filter(theirs, source_network=network, attested_at__isnull=False)
    found = found.exclude(source_network="")
    return _others(found if network else Signature.objects.none(), signature)


def _from_domain(signature: Signature, theirs: Q) -> Others:
    domain = _domain(signature)
    if not domain or domain in settings.MAIL_PROVIDERS:
        return Others([], 0, more=False)
    proven = Signature.objects.filter(theirs, attested_at__isnull=False, mailbox__isnull=False)
    return _others(proven.alias(domain=DOMAIN).filter(domain=domain), signature)


def _domain(signature: Signature) -> str:
    return (signature.mailbox or "").rpartition("@")[2]


def _others(signatures: SignatureQuerySet, but: Signature) -> Others:
    latest = _briefly(signatures.order_by("-attested_at"))[: MOST + 2]
    rows = [each for each in latest if each.pk != but.pk]
    return Others(rows[:FEW], min(len(rows), MOST), more=len(rows) > MOST)


def _alike(signature: Signature) -> list[Signature]:
    """Return signatures of this statement whose name, as shown, is the same or similar."""
    first, _, last = signature.name.rpartition(" ")
    facts: dict[str, Any] = {
        "words": " ".join(folding.words(signature.name)),
        "name": finding.sort_key(signature.name),
        "turned": finding.sort_key(f"{last} {first}".strip()),
        "statement": signature.statement_id,
        "id": signature.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(LIKE_IT, facts)
        ids = [pk for (pk,) in cursor.fetchall()]
    found = {each.pk: each for each in _briefly(Signature.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def _briefly(signatures: SignatureQuerySet) -> SignatureQuerySet:
    fields = ["name", "display", "credit", "state", "refusal", "email", "signed_at", "attested_at"]
    return signatures.select_related("statement").only(*fields, "statement__slug")
