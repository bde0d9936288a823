"""The SQL that proves a signature writes what the models would, field by field."""

import pytest
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.evidence import proving
from signatures.actions.evidence.proving import Proof
from signatures.actions.evidence.screening import Verdict
from signatures.models import (
    Attestation,
    Decision,
    Occupation,
    OutgoingMail,
    Signature,
    TallyDelta,
)
from tests.actions.evidence.rows import as_made, row
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

EMAIL = Proof("email")


@pytest.mark.table(
    ("verdict", "state", "why"),
    [
        (Verdict(), "published", "proven by email"),
        (Verdict(["mixed_scripts", "same_mailbox"]), "held", "proven by email"),
        (
            Verdict(["rule_12"], "rule 12 (domain)"),
            "rejected",
            "proven by email, refused by rule 12 (domain)",
        ),
    ],
)
@pytest.mark.table("display", Signature.Display.values)
def test_prove_writes_what_the_models_would(display, verdict, state, why):
    text, now = make_text(), timezone.now()
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    signature = make_signature(
        text, state="pending", display=display, occupation=occupation, country="SE"
    )

    assert proving.prove(signature, EMAIL, verdict=verdict, now=now)

    others = ["desk_text"]  # a trigger writes it
    assert as_made(signature, *others) == row(Signature, *others)
    assert (signature.state, signature.hold_reasons) == (state, verdict.reasons)
    withheld = display in ("anonymous", "counted")
    shown = now.replace(hour=0, minute=0, second=0, microsecond=0) if withheld else now
    assert signature.published_at == (shown if state == "published" else None)
    evidence = Attestation(signature=signature, method="email", attested_at=now)
    assert row(Attestation, "id") == as_made(evidence, "id")
    decision = Decision(
        signature=signature,
        statement=text.statement,
        from_state="pending",
        to_state=state,
        reason=why,
        refusal="rule" if state == "rejected" else "",
        held_for=verdict.reasons,
        decided_at=now,
    )
    assert row(Decision, "id") == as_made(decision, "id")
    mail = OutgoingMail(signature=signature, kind="thank_you", created_at=now, due_at=now)
    assert row(OutgoingMail, "id", "message_id") == as_made(mail, "id", "message_id")
    counted = row(TallyDelta, "id", "created_at")
    tallies.entered(signature)
    assert row(TallyDelta, "id", "created_at") == counted


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_prove_changes_nothing_that_is_not_pending(state):
    signature = make_signature(make_text(), state=state)
    before = [row(Signature), TallyDelta.objects.count(), OutgoingMail.objects.count()]

    proven = proving.prove(signature, EMAIL, verdict=Verdict(), now=timezone.now())

    assert not proven
    assert before == [row(Signature), TallyDelta.objects.count(), OutgoingMail.objects.count()]
    assert Attestation.objects.count() == 1
    assert not Decision.objects.exists()
