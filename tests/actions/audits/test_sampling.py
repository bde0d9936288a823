from datetime import timedelta

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.audits import audits
from signatures.errors import (
    NobodyToAskError,
)
from signatures.models import (
    Audit,
    OutgoingMail,
    Signature,
    Suppression,
)
from tests.actions.audits.asked import drawn, people
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


def test_draw_takes_only_who_is_published_with_an_address(text, mo):
    published = people(text, 3)
    for state in ("pending", "held", "rejected"):
        make_signature(text, state=state)
    make_withdrawn(text)
    make_signature(make_text())
    nowhere = make_signature(text)
    Signature.objects.filter(pk=nowhere.pk).update(email="", mailbox=None, mailbox_soft=None)
    seen = set()

    for _ in range(40):  # one at a time
        audit = audits.start(text.statement, percent=5, by=mo)
        seen |= drawn(audit)
        Audit.objects.all().delete()

    assert seen == {each.pk for each in published}


def test_draw_passes_over_who_wants_no_mail(text, mo):
    spared, other, asked = people(text, 3)
    for signature, statement in ((spared, text.statement), (other, None)):
        fingerprint = tokens.fingerprint(signature.mailbox, purpose="mailbox")
        Suppression.objects.create(statement=statement, mailbox_hash=fingerprint, reason="disowned")

    audit = audits.start(text.statement, percent=5, by=mo)

    assert drawn(audit) == {asked.pk}


def test_nobody_is_asked_twice_in_a_month_whichever_the_statement(text, mo, time_machine):
    make_signature(text, email="ada@example.org")
    elsewhere = make_text()
    make_signature(elsewhere, email="ada@example.org")
    time_machine.move_to(timezone.now(), tick=False)
    audits.start(text.statement, percent=1, by=mo)

    time_machine.shift(timedelta(days=29))
    with pytest.raises(NobodyToAskError):
        audits.start(elsewhere.statement, percent=1, by=mo)

    time_machine.shift(timedelta(days=2))
    assert audits.start(elsewhere.statement, percent=1, by=mo)


def test_of_many_signatories_the_worker_draws_once(text, mo, monkeypatch):
    monkeypatch.setattr(audits, "SOON", 2)
    people(text, 3)
    audit = audits.start(text.statement, percent=1, by=mo)
    assert drawn(audit) == set()

    assert [audits.draw_due(), audits.draw_due()] == [1, 0]
    assert audits.draw(audit) is False

    assert len(drawn(audit)) == 1


def test_mails_fall_due_one_after_the_other(text, mo, settings):
    settings.AUDIT_MAILS_A_MINUTE = 2
    people(text, 60)

    audits.start(text.statement, percent=5, by=mo)

    due = sorted(OutgoingMail.objects.filter(kind="audit").values_list("due_at", flat=True))
    assert {b - a for a, b in zip(due, due[1:], strict=False)} == {timedelta(seconds=30)}
