from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from signatures import tokens
from signatures.actions.mail import delivery
from signatures.actions.organizations import endorsements
from signatures.actions.organizations.endorsements import EndorsementInput
from signatures.actions.privacy import retention
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing.sign import Source
from signatures.errors import (
    BrokenLinkError,
    ClosedStatementError,
    ExpiredLinkError,
    FloodError,
    UsedLinkError,
)
from signatures.models import Endorsement, Organization, OutgoingMail, Suppression, Token
from tests.factories import make_endorsement, make_text

pytestmark = pytest.mark.django_db

HERE = Source(limited="192.0.2.1/32", network="192.0.2.0/24")


def asked(**typed):
    return EndorsementInput(
        **{
            "name": "Union of Tin Players",
            "kind": "union",
            "website": "https://www.tin.example",
            "represents": "900 players",
            "contact_name": "Ada Example",
            "contact_role": "Secretary",
            "email": "ada@tin.example",
            **typed,
        }
    )


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def link_to(endorsement, *, expires_in=timedelta(hours=72)):
    link = tokens.new_link()
    Token.objects.create(
        sha256=tokens.link_hash(link),
        purpose="endorse",
        endorsement=endorsement,
        email=endorsement.contact_email,
        expires_at=timezone.now() + expires_in,
    )
    return link


def test_ask_records_a_pending_endorsement_and_its_mail():
    text = make_text()

    endorsements.ask(asked(), on=text)

    endorsement = Endorsement.objects.get()
    organization = endorsement.organization
    assert (endorsement.state, endorsement.statement) == ("pending", text.statement)
    assert (organization.name, organization.represents) == ("Union of Tin Players", "900 players")
    assert (endorsement.contact_name, endorsement.contact_email) == (
        "Ada Example",
        "ada@tin.example",
    )
    assert endorsement.same_domain is True
    assert kinds() == ["endorse"]


def test_ask_from_another_domain_says_so_to_organizers():
    endorsements.ask(asked(email="ada@example.org"), on=make_text())

    assert Endorsement.objects.get().same_domain is False


def test_ask_with_a_logo_keeps_who_permitted_it():
    logo = ContentFile(b"picture", "0" * 32 + ".webp")

    endorsements.ask(asked(logo=logo), on=make_text())

    organization = Organization.objects.get()
    assert organization.logo.name == f"logos/{'0' * 32}.webp"
    assert organization.mark_permitted_by == "Ada Example, Secretary"
    assert organization.mark_permitted_at is not None


def test_ask_again_while_pending_keeps_one_row_and_the_last_words():
    text = make_text()
    endorsements.ask(asked(logo=ContentFile(b"picture", "1" * 32 + ".webp")), on=text)

    with_spelling = asked(name="UNION of  tin players", represents="901 players")
    endorsements.ask(with_spelling, on=text)

    organization = Organization.objects.get()
    assert Endorsement.objects.get().organization == organization
    assert (organization.represents, organization.logo.name) == ("901 players", "")
    assert kinds() == ["endorse", "nothing"]


def test_ask_again_drops_the_logo_that_was_sent_before(django_capture_on_commit_callbacks):
    text = make_text()
    endorsements.ask(asked(logo=ContentFile(b"picture", "2" * 32 + ".webp")), on=text)
    assert default_storage.exists(f"logos/{'2' * 32}.webp")

    with django_capture_on_commit_callbacks(execute=True):
        endorsements.ask(asked(), on=text)

    assert not default_storage.exists(f"logos/{'2' * 32}.webp")


def test_ask_by_somebody_else_voids_the_link_of_the_one_before():
    text = make_text()
    endorsements.ask(asked(), on=text)
    link = link_to(Endorsement.objects.get())

    endorsements.ask(asked(email="eve@example.net"), on=text)

    with pytest.raises(UsedLinkError):
        endorsements.confirm(link)
    assert Endorsement.objects.get().contact_email == "eve@example.net"
    assert kinds() == ["nothing", "endorse"]


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_ask_for_a_known_organization_changes_and_mails_nothing(state):
    text = make_text()
    known = make_endorsement(text, state=state, name="Union of Tin Players")

    endorsements.ask(asked(name="union of tin players"), on=text)

    assert list(Endorsement.objects.values_list("pk", "state")) == [(known.pk, state)]
    assert Organization.objects.get().represents == ""
    assert kinds() == ["nothing"]


def test_ask_for_what_organizers_entered_themselves_changes_nothing():
    text = make_text()
    entered = endorsements.enter(
        Organization(name="Union of Tin Players", kind="union"), of=text.statement, position=1
    )

    endorsements.ask(asked(), on=text)

    entered.refresh_from_db()
    assert entered.contact_email == ""
    assert kinds() == ["nothing"]


def test_ask_on_another_statement_is_another_endorsement():
    make_endorsement(make_text(), name="Union of Tin Players")

    endorsements.ask(asked(), on=make_text())

    assert Endorsement.objects.count() == 2
    assert kinds() == ["endorse"]


def test_ask_refuses_on_a_closed_statement():
    now = timezone.now()
    text = make_text(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))

    with pytest.raises(ClosedStatementError):
        endorsements.ask(asked(), on=text)

    assert not Endorsement.objects.exists()


def test_ask_spares_a_mailbox_that_wants_no_mail():
    text = make_text()
    mailbox_hash = tokens.fingerprint("ada@tin.example", purpose="mailbox")
    Suppression.objects.create(statement=text.statement, mailbox_hash=mailbox_hash)

    endorsements.ask(asked(), on=text)

    assert kinds() == ["nothing"]


def test_ask_for_many_organizations_mails_one_mailbox_as_often_as_the_limit(settings):
    settings.MAILBOX_LIMITS_STATEMENT = {timedelta(days=1): 3}
    text = make_text()

    for number in range(5):
        endorsements.ask(asked(name=f"Union {number}"), on=text)

    assert kinds() == ["endorse"] * 3 + ["nothing"] * 2


def test_ask_by_turns_with_two_addresses_mails_each_as_often_as_the_limit(settings):
    settings.MAILBOX_LIMITS_STATEMENT = {timedelta(days=1): 1}
    text = make_text()

    for _ in range(3):
        endorsements.ask(asked(email="ada@tin.example"), on=text)
        OutgoingMail.objects.update(sent_at=timezone.now())
        endorsements.ask(asked(email="eve@example.net"), on=text)
        OutgoingMail.objects.update(sent_at=timezone.now())

    assert kinds() == ["endorse"] * 2 + ["nothing"] * 4


@pytest.mark.django_db(transaction=True)
def test_ask_twenty_times_at_once_makes_one_row():
    text = make_text()

    def ask(number):
        endorsements.ask(asked(email=f"ada{number}@tin.example"), on=text)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(20)))

    assert Endorsement.objects.count() == 1
    assert Organization.objects.count() == 1


def test_admit_refuses_a_source_above_the_limit(settings):
    settings.ENDORSE_LIMITS = {timedelta(hours=1): 2}
    endorsements.admit(HERE)
    endorsements.admit(HERE)

    with pytest.raises(FloodError) as caught:
        endorsements.admit(HERE)

    assert caught.value.retry_after == timedelta(hours=1)


def test_confirm_waits_for_an_organizer():
    endorsement = make_endorsement(state="pending")

    confirmed = endorsements.confirm(link_to(endorsement))

    assert confirmed.state == "held"
    assert confirmed.confirmed_at is not None
    assert not Endorsement.objects.published().exists()


def test_confirm_twice_keeps_the_first_moment():
    endorsement = make_endorsement(state="pending")
    link = link_to(endorsement)
    first = endorsements.confirm(link).confirmed_at

    assert endorsements.confirm(link).confirmed_at == first


@pytest.mark.parametrize("state", ["published", "rejected"])
def test_confirm_undoes_no_decision(state):
    endorsement = make_endorsement(state=state)

    assert endorsements.confirm(link_to(endorsement)).state == state


def test_confirm_refuses_old_and_broken_links():
    endorsement = make_endorsement(state="pending")

    with pytest.raises(ExpiredLinkError):
        endorsements.confirm(link_to(endorsement, expires_in=timedelta(seconds=-1)))
    with pytest.raises(BrokenLinkError):
        endorsements.confirm(tokens.new_link())
    assert Endorsement.objects.get().state == "pending"


@pytest.mark.table(
    ("state", "published", "refused"),
    [
        ("pending", False, False),
        ("held", True, True),
        ("published", False, True),
        ("rejected", True, False),
    ],
)
def test_organizers_decide_only_on_what_is_confirmed(state, published, refused):
    text = make_text()

    assert endorsements.publish(make_endorsement(text, state=state), by=None) is published
    assert endorsements.refuse(make_endorsement(text, state=state), by=None) is refused


def test_publish_takes_what_organizers_entered_themselves():
    statement = make_text().statement
    entered = endorsements.enter(Organization(name="A", kind="union"), of=statement, position=1)

    assert endorsements.publish(entered, by=None) is True
    assert list(Endorsement.objects.published()) == [entered]


@pytest.mark.parametrize("decide", [endorsements.publish, endorsements.refuse])
def test_decision_renews_the_pages(monkeypatch, decide):
    renewed = []
    monkeypatch.setattr(page_cache, "invalidate_on_commit", lambda: renewed.append(1))

    decide(make_endorsement(state="held"), by=None)

    assert renewed


def test_deliver_sends_one_link_that_confirms(mailoutbox):
    endorsements.ask(asked(), on=make_text())

    delivery.deliver_due()

    [message] = mailoutbox
    [line] = [each for each in message.body.split() if "/endorsements/" in each]
    assert message.to == ["ada@tin.example"]
    assert endorsements.confirm(line.split("/")[-2]).state == "held"


def test_deliver_sends_nothing_for_what_is_decided_meanwhile(mailoutbox):
    endorsement = make_endorsement(state="rejected")
    OutgoingMail.objects.create(endorsement=endorsement, kind="endorse")

    delivery.deliver_due()

    assert mailoutbox == []


def test_ask_again_keeps_the_time_of_the_first_form_of_one_address(time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    text = make_text(closes_at=None)
    endorsements.ask(asked(), on=text)

    time_machine.shift(timedelta(days=13))
    endorsements.ask(asked(represents="901 players"), on=text)
    assert Endorsement.objects.get().asked_at == start
    time_machine.shift(timedelta(hours=1))
    endorsements.ask(asked(email="eve@example.net"), on=text)

    assert Endorsement.objects.get().asked_at == timezone.now()


def test_retention_deletes_what_nobody_confirmed(settings, django_capture_on_commit_callbacks):
    text = make_text()
    endorsements.ask(asked(logo=ContentFile(b"picture", "3" * 32 + ".webp")), on=text)
    entered = endorsements.enter(
        Organization(name="A", kind="union"), of=text.statement, position=1
    )
    held = make_endorsement(text, state="held")
    long_ago = timezone.now() - settings.KEEP_PENDING - timedelta(seconds=1)
    Endorsement.objects.update(asked_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        retention.erase_expired()

    assert set(Endorsement.objects.all()) == {entered, held}
    assert set(Organization.objects.all()) == {entered.organization, held.organization}
    assert not default_storage.exists(f"logos/{'3' * 32}.webp")
