import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.audits import answers as audit_answers
from signatures.actions.audits import audits
from signatures.actions.mail import delivery
from signatures.actions.privacy import retention
from signatures.errors import (
    RunningAuditError,
)
from signatures.models import (
    Audit,
    AuditedSignature,
    Decision,
    OutgoingMail,
    Token,
)
from tests.actions.audits.asked import ask, drawn, people
from tests.factories import make_link, make_signature

pytestmark = pytest.mark.django_db


def test_start_draws_a_share_of_the_published_and_queues_their_mails(text, mo):
    people(text, 41)

    audit = audits.start(text.statement, percent=5, by=mo)

    audit.refresh_from_db()
    assert (audit.population, audit.asked, len(drawn(audit))) == (41, 3, 3)
    mails = OutgoingMail.objects.filter(kind="audit")
    assert set(mails.values_list("signature", flat=True)) == drawn(audit)
    assert set(mails.values_list("audited__audit", flat=True)) == {audit.pk}
    [line] = Decision.objects.filter(about="audit")
    assert (line.subject, line.to_state, line.by) == (f"audit {audit.pk}", "started", mo)


def test_one_audit_at_a_time(text, mo):
    people(text, 3)
    audits.start(text.statement, percent=1, by=mo)

    with pytest.raises(RunningAuditError):
        audits.start(text.statement, percent=1, by=mo)


def test_confirmations_go_before_mails_of_an_audit(text, mo, mailoutbox):
    people(text, 2)
    audits.start(text.statement, percent=5, by=mo)
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(days=1))
    late = make_signature(text, state="pending")
    OutgoingMail.objects.create(signature=late, kind="confirm")

    assert delivery.deliver_due(most=1) == 1
    assert mailoutbox[0].to == [late.email]
    assert delivery.deliver_due() == 1


def test_mail_names_statement_and_day_and_its_link_leads_to_the_question(text, mo, mailoutbox):
    signature = make_signature(text, name="Zebedee Quux", signed_at="2027-05-03T23:00Z")
    audits.start(text.statement, percent=1, by=mo)
    OutgoingMail.objects.update(due_at=timezone.now())

    delivery.deliver_due()

    [mail] = mailoutbox
    html = mail.alternatives[0].content
    for part in (" ".join(mail.body.split()), html):
        assert "used to sign on 3 May 2027" in part
    assert "Did you sign “Ask first”?" in mail.body
    assert "Ask first</bdi>”" in html
    [link] = re.findall(r"http://testserver/asked/([\w-]{43})/", mail.body)
    assert audit_answers.question(link) == (signature, "")
    token = Token.objects.get()
    assert (bytes(token.sha256), token.purpose) == (tokens.link_hash(link), "audit")
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)


def test_mails_of_one_batch_name_each_their_day(text, mo, mailoutbox):
    for day in (3, 4):
        make_signature(text, signed_at=f"2027-05-0{day}T12:00Z")
        audits.start(text.statement, percent=1, by=mo)
        Audit.objects.update(ended_at=timezone.now())
    OutgoingMail.objects.update(due_at=timezone.now())

    assert delivery.deliver_due() == 2

    assert sorted(re.search(r"\d May", each.body)[0] for each in mailoutbox) == ["3 May", "4 May"]


def test_end_keeps_totals_and_asks_nobody_any_more(text, mo):
    asked = people(text, 100)
    audit = audits.start(text.statement, percent=5, by=mo)
    mails = list(OutgoingMail.objects.filter(kind="audit").order_by("due_at"))
    sent, bounced, tried = mails[:3]
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), attempts=1)
    OutgoingMail.objects.filter(pk=bounced.pk).update(failed_at=timezone.now(), attempts=1)
    OutgoingMail.objects.filter(pk=tried.pk).update(attempts=1)
    owner = next(each for each in asked if each.pk == sent.signature_id)
    audit_answers.answer(make_link(owner, "audit"), "no")

    assert [audits.end(audit, by=mo), audits.end(audit, by=mo)] == [True, False]

    audit.refresh_from_db()
    numbers = (audit.asked, audit.delivered, audit.bounced, audit.yes, audit.no)
    assert numbers == (3, 1, 1, 0, 1)
    assert set(OutgoingMail.objects.filter(kind="audit")) == {sent, bounced, tried}
    line = Decision.objects.filter(about="audit").latest("pk")
    assert (line.to_state, line.reason) == ("ended", "asked 3, delivered 1, bounced 1, yes 0, no 1")


def test_clock_ends_audits_and_forgets_who_answered_what(text, mo, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    signature = make_signature(text)
    audits.start(text.statement, percent=1, by=mo)
    OutgoingMail.objects.update(sent_at=timezone.now())
    audit_answers.answer(make_link(signature, "audit"), "yes")
    time_machine.shift(timedelta(days=29))
    retention.erase_expired()
    assert Audit.objects.get().ended_at is None

    time_machine.shift(timedelta(days=2))
    retention.erase_expired()
    audit = Audit.objects.get()
    assert (audit.ended_at is None, audit.asked, audit.yes) == (False, 1, 1)
    assert Decision.objects.filter(about="audit").latest("pk").by is None
    assert AuditedSignature.objects.exists()

    time_machine.shift(timedelta(days=31))
    retention.erase_expired()
    assert not AuditedSignature.objects.exists()
    assert not OutgoingMail.objects.filter(kind="audit").exists()
    audit.refresh_from_db()
    assert (audit.asked, audit.yes) == (1, 1)


def test_only_a_closed_audit_is_shown(text, mo):
    make_signature(text)
    audit = audits.start(text.statement, percent=1, by=mo)
    assert audits.show(audit, shown=True, by=mo) is False
    audits.end(audit, by=mo)

    shown = [audits.show(audit, shown=each, by=mo) for each in (True, True, False)]

    assert shown == [True, False, True]
    lines = Decision.objects.filter(about="audit").order_by("pk").values_list("to_state", flat=True)
    assert list(lines) == ["started", "ended", "shown", "not shown"]


def test_log_of_an_audit_names_nobody(text, mo):
    signature = make_signature(text, name="Zebedee Quux", email="zeb@example.org", credit="Piper")
    link = ask(signature, mo)
    audit_answers.answer(link, "no")
    audits.end(Audit.objects.get(), by=mo)

    kept = str(list(Decision.objects.values_list()))

    assert not [word for word in ("Zebedee", "Quux", "zeb@", "Piper") if word in kept]
