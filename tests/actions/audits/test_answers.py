from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.audits import answers as audit_answers
from signatures.actions.audits import audits
from signatures.actions.counts import figures
from signatures.actions.mail import delivery
from signatures.actions.signing import own_signature
from signatures.errors import (
    BrokenLinkError,
    ExpiredLinkError,
    UsedLinkError,
)
from signatures.models import (
    Audit,
    AuditedSignature,
    Decision,
    OutgoingMail,
    Signature,
    Suppression,
)
from tests.actions.audits.asked import ask
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


def test_no_takes_the_name_off_the_list_at_once(text, mo):
    signature = make_signature(text, name="Ada Example")

    found, answer = audit_answers.answer(ask(signature, mo), "no")

    signature.refresh_from_db()
    assert (found.state, answer) == ("held", "no")
    assert (signature.state, signature.hold_reasons) == ("held", ["denied"])
    assert figures.of(text.statement).signatories == 0
    line = Decision.objects.get(signature=signature)
    assert (line.from_state, line.to_state, line.by) == ("published", "held", None)
    assert line.reason == "the owner of the e-mail address says they did not sign"
    spared = Suppression.objects.get()
    assert (spared.statement, spared.reason) == (text.statement, "denied")


def test_yes_changes_nothing_and_may_become_a_no_but_never_back(text, mo):
    signature = make_signature(text)
    link = ask(signature, mo)

    answers = [audit_answers.answer(link, said)[1] for said in ("yes", "yes", "no", "yes", "no")]

    assert answers == ["yes", "yes", "no", "no", "no"]
    assert AuditedSignature.objects.get().answer == "no"
    assert Decision.objects.filter(signature=signature).count() == 1


def test_no_about_what_is_held_already_is_one_more_reason(text, mo):
    signature = make_signature(text)
    link = ask(signature, mo)
    Signature.objects.update(state="held", published_at=None, hold_reasons=["organizer"])

    audit_answers.answer(link, "no")

    signature.refresh_from_db()
    assert signature.hold_reasons == ["organizer", "denied"]
    line = Decision.objects.latest("pk")
    assert (line.about, line.subject) == ("audit", str(signature.public_id))


def test_no_about_what_is_refused_leaves_it_refused(text, mo):
    signature = make_signature(text)
    link = ask(signature, mo)
    Signature.objects.update(state="rejected", published_at=None, refusal="abuse")

    audit_answers.answer(link, "no")

    signature.refresh_from_db()
    assert (signature.state, signature.hold_reasons) == ("rejected", [])


def test_links_that_are_no_good_write_nothing(text, mo):
    signature = make_signature(text)
    ask(signature, mo)
    never_asked = make_link(make_signature(make_text()), "audit")
    links = {
        BrokenLinkError: ["x" * 43, make_link(signature, "manage")],
        ExpiredLinkError: [make_link(signature, "audit", expires_in=-timedelta(seconds=1))],
        UsedLinkError: [never_asked],
    }
    for error, bad in links.items():
        for link in bad:
            with pytest.raises(error):
                audit_answers.answer(link, "no")
            with pytest.raises(error):
                audit_answers.question(link)

    assert AuditedSignature.objects.get().answer == ""
    assert Signature.objects.filter(state="published").count() == 2


def test_who_withdraws_is_not_asked_any_more(text, mo, mailoutbox):
    signature = make_signature(text)
    link = ask(signature, mo)

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    OutgoingMail.objects.update(due_at=timezone.now())
    delivery.deliver_due()
    assert [each.subject for each in mailoutbox] == ["You have withdrawn your signature: Ask first"]
    with pytest.raises(UsedLinkError):
        audit_answers.answer(link, "yes")


def test_answer_after_the_end_holds_and_is_no_part_of_the_result(text, mo):
    signature = make_signature(text)
    link = ask(signature, mo)
    OutgoingMail.objects.update(sent_at=timezone.now())
    audit = Audit.objects.get()
    audits.end(audit, by=mo)

    audit_answers.answer(link, "no")

    signature.refresh_from_db()
    audit.refresh_from_db()
    assert (signature.state, audit.no) == ("held", 0)
