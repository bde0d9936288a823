import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures import tokens
from signatures.actions.mail import delivery, readers
from signatures.errors import UnknownMailError
from signatures.models import MailServer, OutgoingMail, Token
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def make_mail(*, kind="confirm", state="pending", **fields):
    signature = make_signature(make_text(), state=state)
    return OutgoingMail.objects.create(signature=signature, kind=kind, **fields)


def test_deliver_due_sends_what_is_due_and_nothing_else(mailoutbox):
    due = make_mail()
    make_mail(due_at=timezone.now() + timedelta(minutes=1))
    make_mail(sent_at=timezone.now())
    make_mail(failed_at=timezone.now())

    assert delivery.deliver_due() == 1

    [mail] = mailoutbox
    assert mail.to == [due.signature.email]
    assert delivery.deliver_due() == 0


def test_deliver_due_keeps_only_hashes_of_what_it_mails(mailoutbox):
    outgoing = make_mail()

    delivery.deliver_due()

    [(_, link)] = re.findall(r"(/confirm/)([\w-]+)", mailoutbox[0].body)
    [code] = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", mailoutbox[0].body)
    mailbox = outgoing.signature.mailbox
    kept = {each.purpose: bytes(each.sha256) for each in Token.objects.all()}
    assert kept == {
        "confirm": tokens.link_hash(link),
        "code": tokens.code_hash(code, mailbox),
    }


def test_deliver_due_marks_a_mail_to_nobody_without_sending(mailoutbox):
    make_mail(kind="nothing")
    make_mail(kind="confirm", state="published")  # was confirmed by code before the mail went

    assert delivery.deliver_due() == 0

    assert mailoutbox == []
    assert not OutgoingMail.objects.unsent().exists()


@pytest.mark.parametrize("state", ["pending", "published"])
def test_deliver_due_keeps_what_it_does_not_know_unsent_and_sends_the_rest(state, mailoutbox):
    unknown = make_mail(kind="of tomorrow", state=state)
    make_mail()

    assert delivery.deliver_due() == 1

    assert OutgoingMail.objects.unsent().get() == unknown
    assert OutgoingMail.objects.get(pk=unknown.pk).last_error == "UnknownMailError"
    with pytest.raises(UnknownMailError):
        readers.has_reader(unknown)


def test_deliver_due_leaves_to_another_sender_what_it_has_in_hand(mailoutbox):
    make_mail()
    assert len(delivery._claim(10).mails) == 1

    assert delivery.deliver_due() == 0

    OutgoingMail.objects.update(due_at=timezone.now())  # its lease is over: it died
    assert delivery.deliver_due() == 1


def test_a_mail_sent_again_says_that_it_is_the_same(mailoutbox):
    outgoing = make_mail()
    delivery.deliver_due()
    OutgoingMail.objects.update(sent_at=None, due_at=timezone.now())

    delivery.deliver_due()

    ids = {mail.extra_headers["Message-ID"] for mail in mailoutbox}
    assert ids == {f"<{outgoing.message_id}@testserver>"}
    assert Token.objects.filter(purpose="confirm").count() == 2


def test_deliver_due_sends_no_more_than_it_is_asked_for(mailoutbox):
    for _ in range(3):
        make_mail()

    assert delivery.deliver_due(most=2) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_deliver_due_costs_one_statement_for_each_mail(count, django_assert_num_queries):
    MailServer.objects.create(accepted_at=timezone.now())
    for _ in range(count):
        make_mail()

    with django_assert_num_queries(16 + count):
        delivery.deliver_due()


def test_deliver_due_asks_one_short_question_when_nothing_is_due(django_assert_num_queries):
    make_mail(due_at=timezone.now() + timedelta(hours=1))

    with django_assert_num_queries(3) as asked:  # with the start and the end of a transaction
        assert delivery.deliver_due() == 0

    assert not [each for each in asked.captured_queries if "JOIN" in each["sql"]]


def test_mails_of_one_batch_have_their_own_secrets(mailoutbox):
    text = make_text()
    for _ in range(3):
        signature = make_signature(text, state="pending")
        OutgoingMail.objects.create(signature=signature, kind="confirm")

    assert delivery.deliver_due() == 3

    links = [re.search(r"/confirm/([\w-]{43})/", mail.body)[1] for mail in mailoutbox]
    codes = [re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", mail.body)[0] for mail in mailoutbox]
    assert len({*links}) == len({*codes}) == 3
    for mail, link, code in zip(mailoutbox, links, codes, strict=True):
        token = Token.objects.get(sha256=tokens.link_hash(link))
        assert token.email == mail.to[0]
        assert Token.objects.filter(sha256=tokens.code_hash(code, mail.to[0])).exists()
        assert link in mail.alternatives[0].content
        assert code in mail.alternatives[0].content
