from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.mail import mailbox_limits
from signatures.actions.organizations import endorsements
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import OutgoingMail, Signature
from tests.actions.organizations.test_endorsements import asked
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

HERE = Source(limited="192.0.2.1/32", network="192.0.2.0/24", shared=True)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def sign(text, email="ada@example.org"):
    signing.sign(SignatureInput(name="Ada Example", email=email), on=text, source=HERE)


def test_all_tags_of_a_mailbox_share_its_limit_on_every_page(time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    text = make_text()
    make_signature(make_text(), email="ada+old@example.org")

    for number in range(25):
        sign(text, f"ada+{number}@example.org")
    own_signature.ask_for_link("ada+old@example.org")
    endorsements.ask(asked(email="ada+union@example.org"), on=text)

    assert kinds() == ["confirm"] * 5 + ["nothing"] * 22
    assert Signature.objects.pending().count() == 25


def test_may_hear_limits_endorsements_of_one_statement_by_the_soft_address(time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    text = make_text()

    heard = [
        mailbox_limits.may_hear("a.da+union@gmail.com", of=text.statement_id),
        mailbox_limits.may_hear("ada@googlemail.com", of=text.statement_id),
        mailbox_limits.may_hear("ada@gmail.com"),
    ]

    assert heard == [True, False, True]


@pytest.mark.parametrize("state", ["pending", "published"])
def test_a_mailbox_that_had_five_mails_hears_again_after_fourteen_days(time_machine, state):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    text = make_text()
    signature = make_signature(text, state=state, email="ada@example.org")

    mails = []
    for day in range(16):
        time_machine.move_to(start + day * (DAY + SECOND), tick=False)
        retention.erase_expired()
        sign(text)
        mails.append(OutgoingMail.objects.exclude(kind="nothing").count())

    assert mails[:6] == [1, 2, 3, 4, 5, 5]
    assert kinds()[-1] == ("already_signed" if state == "published" else "confirm")
    assert Signature.objects.filter(pk=signature.pk).exists() == (state == "published")
