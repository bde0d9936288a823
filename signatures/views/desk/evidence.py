"""What helps to decide about one signature. Every question is bounded, and within an index."""

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, CharField, F, Func, Q, Value
from django.db.models.expressions import RawSQL

from signatures.models import (
    Attestation,
    Decision,
    OutgoingMail,
    Rule,
    Signature,
    WatchedName,
)
from signatures.models.hold_reason import RULE
from signatures.models.signature import SignatureQuerySet
from signatures.text import disguises, folding

FEW = 6  # rows shown of each kind
MOST = 100  # counted; above it "more than"

# Of a person's name and a text with more in it, how much the words are like: 1 is the same.
LIKE_ENOUGH = "0.7"
LIKE = """
    WITH found AS (
        (SELECT id, search_text FROM signatures_signature
            WHERE state = 'published' AND search_text %%>> %(words)s
                AND statement_id = %(statement)s LIMIT 50)
        UNION ALL
        (SELECT id, search_text FROM signatures_signature
            WHERE state IN ('held', 'rejected') AND search_text %%>> %(words)s
                AND statement_id = %(statement)s LIMIT 50)
    )
    SELECT id FROM found WHERE id <> %(id)s
    ORDER BY strict_word_similarity(%(words)s, search_text) DESC, id LIMIT %(few)s
"""
EVERYWHERE = "signatures_signature.statement_id = ANY(ARRAY(SELECT id FROM signatures_statement))"
DOMAIN = Func(F("mailbox"), Value("@"), Value(2), function="split_part", output_field=CharField())


class Others(NamedTuple):
    """The latest of several signatures, how many there are, and whether there are more yet."""

    rows: Sequence[Signature]
    number: int
    more: bool


@dataclasses.dataclass(frozen=True)
class Evidence:
    proofs: Sequence[Attestation]
    watched: Sequence[WatchedName]
    rules: Sequence[Rule]
    mailbox: Sequence[Signature]  # those of what may be the same one, on all statements
    decisions: Sequence[Decision]  # about it, and about those of the same mailbox
    bounced: Sequence[OutgoingMail]
    network: Others
    domain: Others
    alike: Sequence[Signature]


def about(signature: Signature) -> Evidence:
    earlier = _of_mailbox(signature)
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
        network=_from_network(signature),
        domain=_from_domain(signature),
        alike=_alike(signature),
    )


def _of_mailbox(signature: Signature) -> list[Signature]:
    everywhere = RawSQL(EVERYWHERE, [], output_field=BooleanField())  # noqa: S611 - no value in it
    found = Signature.objects.filter(everywhere, mailbox_soft=signature.mailbox_soft)
    if not signature.mailbox_soft:
        return []
    return list(_briefly(found.exclude(pk=signature.pk).order_by("-pk"))[:FEW])


def _watched(signature: Signature) -> list[WatchedName]:
    here = Q(statement=None) | Q(statement=signature.statement_id)
    keys = sorted(disguises.signed_keys(signature.name))
    return list(WatchedName.objects.filter(here, keys__overlap=keys)[:FEW])


def _rules(reasons: Sequence[str]) -> list[Rule]:
    """The rules among ``reasons``; one that was deleted since is known by its number alone."""
    numbers = [int(rule[1]) for rule in map(RULE.fullmatch, reasons) if rule]
    return list(Rule.objects.filter(pk__in=numbers))


def _from_network(signature: Signature) -> Others:
    network = signature.source_network
    found = Signature.objects.filter(source_network=network, attested_at__isnull=False)
    found = found.exclude(source_network="")
    return _others(found if network else Signature.objects.none(), signature)


def _from_domain(signature: Signature) -> Others:
    """Nobody for a provider that half the world uses, which says nothing."""
    domain = (signature.mailbox or "").rpartition("@")[2]
    if not domain or domain in settings.MAIL_PROVIDERS:
        return Others([], 0, more=False)
    proven = Signature.objects.filter(attested_at__isnull=False, mailbox__isnull=False)
    return _others(proven.alias(domain=DOMAIN).filter(domain=domain), signature)


def _others(signatures: SignatureQuerySet, but: Signature) -> Others:
    latest = _briefly(signatures.order_by("-attested_at"))[: MOST + 2]
    rows = [each for each in latest if each.pk != but.pk]
    return Others(rows[:FEW], min(len(rows), MOST), more=len(rows) > MOST)


def _alike(signature: Signature) -> list[Signature]:
    """Those of this statement whose name, as far as it is shown, is the same or nearly."""
    words = " ".join(folding.words(signature.name))
    facts = {"words": words, "statement": signature.statement_id, "id": signature.pk, "few": FEW}
    with transaction.atomic(), connection.cursor() as cursor:
        setting = "pg_trgm.strict_word_similarity_threshold"
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, LIKE_ENOUGH])
        cursor.execute(LIKE, facts)
        ids = [pk for (pk,) in cursor.fetchall()]
    found = {each.pk: each for each in _briefly(Signature.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def _briefly(signatures: SignatureQuerySet) -> SignatureQuerySet:
    fields = ["name", "credit", "state", "refusal", "email", "signed_at", "attested_at"]
    return signatures.select_related("statement").only(*fields, "statement__slug")
