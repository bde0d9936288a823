"""The tally rule with every combination of state, display, proof and origin of a signature."""

from collections import Counter
from itertools import product

import pytest

from signatures.actions.counts import check, figures, tallies
from signatures.actions.evidence import transitions
from signatures.actions.evidence.proving import Proof, prove
from signatures.actions.evidence.screening import Verdict
from signatures.actions.privacy import erase
from signatures.models import Attestation, Occupation, Signature, Tally
from signatures.models.proof_methods import GUILD_METHODS, METHODS, strength
from tests.factories import make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db

STATES = ["published", "held", "rejected", "withdrawn"]
# No proof (added by organizers), each method alone, and two methods in both orders.
PROOFS = [(), *((each,) for each in METHODS), ("email", "guild_code"), ("guild_sso", "email")]
MOVES = [("published", "held", ""), ("held", "rejected", "other")]
MOVES += [("rejected", "published", "")]
SHOWN = ["full", "name", "anonymous", "counted"]


def make(text, guild, occupation, *, state, display, proofs):
    added = not proofs
    signature = make_signature(
        text,
        state="published" if state == "withdrawn" else state,
        display=display,
        occupation=occupation,
        country="IE",
        added_by_organizers=added,
    )
    tallies.left(signature)
    signature.attestations.all().delete()
    for each in proofs:
        of = guild if METHODS[each].is_of_guild else None
        Attestation.objects.create(signature=signature, method=each, guild=of)
    if added:
        Signature.objects.filter(pk=signature.pk).update(attested_at=None)
    tallies.entered(signature)
    if state == "withdrawn":
        erase.withdraw(Signature.objects.get(pk=signature.pk), reason="asked")
    return signature.pk


def counted_in(signature):
    """Return where a signature counts, in the words of the rule, without its SQL."""
    yield "state", signature.state
    if signature.state == "rejected":
        yield "refusal", signature.refusal
    if signature.state != "published":
        return
    proofs = [each.method for each in signature.attestations.all()]
    yield "proof", max(proofs, key=strength, default="none")
    if any(METHODS[each].is_of_guild for each in proofs):
        guild = str(signature.attestations.exclude(guild=None).first().guild_id)
        yield "guild", guild
        if signature.display != "counted":
            yield "listed", guild
            yield "text_guild", f"{signature.text_version_id}:{guild}"
    yield "display", signature.display
    if signature.display == "full":
        if signature.occupation_id:
            yield "occupation", str(signature.occupation_id)
            yield "text_occ", f"{signature.text_version_id}:{signature.occupation_id}"
        yield "country", signature.country
        yield "text_land", f"{signature.text_version_id}:{signature.country}"
    yield "day", str((signature.attested_at or signature.signed_at).date())
    yield "text", str(signature.text_version_id)


def expected():
    return Counter(
        where
        for each in Signature.objects.prefetch_related("attestations")
        if each.attested_at or each.added_by_organizers
        for where in counted_in(each)
    )


def folded():
    tallies.fold()
    found = Tally.objects.values_list("dimension", "value", "total")
    return {(dimension, value): total for dimension, value, total in found if total}


def test_every_combination_counts_where_the_rule_says():
    text, guild = make_text(), make_guild()
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    everyone = [
        make(text, guild, occupation, state=state, display=display, proofs=proofs)
        for state, display, proofs in product(STATES, SHOWN, PROOFS)
    ]

    def shown():
        found = tallies.totals(text.statement, "guild", "proof", "country", "occupation")
        return figures.now(text.statement), found

    unfolded = shown()
    assert folded() == expected()
    assert shown() == unfolded
    assert check.differences() == []
    for before, after, refusal in MOVES:
        transitions.move(
            everyone, before=[before], after=after, by=None, reason="test", refusal=refusal
        )
        assert folded() == expected()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("added", [False, True])
def test_proof_of_every_method_counts(method, added):
    text = make_text()
    guild = make_guild() if METHODS[method] in GUILD_METHODS else None
    signature = make_signature(text, state="pending", country="IE")
    proof = Proof(method, guild and guild.pk)

    verdict = Verdict(reasons=["organizer"] if added else [])
    prove(signature, proof, verdict=verdict, now=signature.signed_at)

    assert folded() == expected()
