"""What is written in SQL is what the models say, field by field."""

import pytest
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.evidence import recording
from signatures.actions.evidence.recording import Proof
from signatures.actions.evidence.screening import Verdict
from signatures.models import (
    Attestation,
    Decision,
    Occupation,
    OutgoingMail,
    Signature,
    TallyDelta,
)
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

EMAIL = Proof("email")
TYPED = {
    "name": "Björn Ulvaeus",
    "credit": "Composer, “Paper Boats”",
    "country": "SE",
    "display": "full",
    "updates": True,
    "email": "Bjorn@example.org",
    "mailbox_soft": "bjorn@example.org",
    "source_network": "192.0.2.0/24",
}


def record(text, **typed):
    fields = {**TYPED, "occupation_id": None, "signed_at": timezone.now(), **typed}
    return recording.record(
        statement_id=text.statement_id,
        mailbox="bjorn@example.org",
        text_version_id=text.pk,
        **fields,
    )


def row(model, *without, **which):
    """The newest row as a dictionary of columns."""
    values = model.objects.filter(**which).order_by("-pk").values().first()
    return {name: value for name, value in values.items() if name not in without}


def as_made(instance, *without):
    """What the ORM would write of ``instance``."""
    columns = {field.attname: getattr(instance, field.attname) for field in instance._meta.fields}
    return {name: value for name, value in columns.items() if name not in without}


@pytest.mark.table("display", Signature.Display.values)
def test_record_writes_what_the_model_would(display):
    text = make_text()
    occupation = Occupation.objects.create(slug="composer", name="Composer")
    now = timezone.now()

    pk = record(text, display=display, occupation_id=occupation.pk, signed_at=now)

    expected = Signature(
        statement=text.statement,
        text_version=text,
        mailbox="bjorn@example.org",
        occupation=occupation,
        signed_at=now,
        **{**TYPED, "display": display},
        **recording.found_by(TYPED["name"], TYPED["credit"], display),
    )
    assert row(Signature, "id", "public_id", pk=pk) == as_made(expected, "id", "public_id")


def test_record_gives_a_pending_signature_the_new_words():
    text = make_text()
    first = record(text)
    before = Signature.objects.get()

    second = record(text, name="Agnetha Example", credit="", display="name")

    after = Signature.objects.get()
    assert first == second
    assert (after.public_id, after.name, after.credit) == (before.public_id, "Agnetha Example", "")
    assert after.search_text == " agnetha example"


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_record_leaves_a_proven_signature_as_it_is(state):
    text = make_text()
    make_signature(text, state=state, email="bjorn@example.org", name="Björn First")
    before = row(Signature)

    record(text, name="Somebody Else")

    assert row(Signature) == before


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

    assert recording.prove(signature, EMAIL, verdict=verdict, now=now)

    assert as_made(signature) == row(Signature)
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

    proven = recording.prove(signature, EMAIL, verdict=Verdict(), now=timezone.now())

    assert not proven
    assert before == [row(Signature), TallyDelta.objects.count(), OutgoingMail.objects.count()]
    assert Attestation.objects.count() == 1
    assert not Decision.objects.exists()
