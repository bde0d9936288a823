"""Erasure of the identity behind signatures whose name is not shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.counts import check as tally_check
from signatures.actions.moderation import decisions
from signatures.actions.privacy import after_restore, erasures_file, retention, withheld
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.errors import BrokenLinkError, UsedLinkError
from signatures.models import (
    Decision,
    EntryChange,
    MailboxKey,
    Signature,
    SignatureNote,
    Token,
    VouchRequest,
    WithheldMailbox,
)
from tests.factories import make_guild, make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

AGE = timedelta(hours=72)
SECOND = timedelta(seconds=1)
EMAIL = "quilla@harbor.example"


@pytest.fixture
def text():
    return make_text(slug="ask", opens_at=timezone.now() - timedelta(days=30))


def signed(text, *, display="anonymous", email=EMAIL, ago=AGE + SECOND, **fields):
    fields = {"name": "Quilla Harbor", "credit": "Lamplighter", "country": "FR", **fields}
    signature = make_signature(text, display=display, email=email, **fields)
    Signature.objects.filter(pk=signature.pk).update(attested_at=timezone.now() - ago)
    return signature


@pytest.mark.parametrize("display", ["anonymous", "counted"])
@pytest.mark.parametrize("state", ["published", "held", "rejected"])
def test_identity_is_erased_72_hours_after_the_proof_in_any_state(text, display, state):
    signature = signed(text, display=display, state=state)
    before = signature.hold_reasons

    assert withheld.erase_due() == 1
    assert withheld.erase_due() == 0

    signature.refresh_from_db()
    assert (signature.state, signature.display) == (state, display)
    assert (signature.name, signature.credit, signature.country, signature.email) == ("",) * 4
    assert signature.mailbox is None
    assert signature.hold_reasons == before
    assert signature.is_nameless


@pytest.mark.parametrize("display", ["full", "name"])
def test_a_name_that_is_shown_stays(text, display):
    signed(text, display=display)

    assert withheld.erase_due() == 0


def test_a_second_too_young_stays_and_a_second_too_old_goes(text, stopped_clock):
    signed(text, ago=AGE - SECOND)
    assert withheld.erase_due() == 0

    Signature.objects.update(attested_at=stopped_clock - AGE - SECOND)

    assert withheld.erase_due() == 1


def test_a_change_of_the_entry_begins_the_time_again(text):
    signature = signed(text)
    Decision.objects.create(
        signature=signature,
        statement=text.statement,
        from_state="published",
        to_state="changed",
        reason="changed by the signatory",
    )

    assert withheld.erase_due() == 0
    assert withheld.erased_at(signature) > timezone.now() + AGE - timedelta(minutes=1)


def test_an_open_request_to_a_guild_puts_it_off(text):
    signature = signed(text)
    request = VouchRequest.objects.create(
        guild=make_guild(), statement=text.statement, signature=signature, name="Quilla Harbor"
    )
    assert withheld.erase_due() == 0

    VouchRequest.objects.filter(pk=request.pk).update(state="yes", answered_at=timezone.now())

    assert withheld.erase_due() == 1
    assert not VouchRequest.objects.exists()


def test_what_others_wrote_about_the_person_goes_too(text):
    signature, by = signed(text), make_organizer()
    SignatureNote.objects.create(signature=signature, text="Quilla from Harbor", by=by)
    EntryChange.objects.create(signature=signature, name="Quilla Other", display="full")

    withheld.erase_due()

    assert not SignatureNote.objects.exists()
    assert not EntryChange.objects.exists()


def test_counts_stay_and_the_log_says_what_happened_without_a_name(text):
    signature = signed(text)
    before = tally_check.differences()  # of the time that ``signed`` has changed

    withheld.erase_due()

    assert Signature.objects.published(text.statement).count() == 1
    assert tally_check.differences() == before
    decision = Decision.objects.get(signature=signature)
    assert decision.after == "name and address erased"
    assert "Quilla" not in decision.reason


def test_own_page_works_by_its_link_and_withdraws(text):
    signature = signed(text)
    link = make_link(signature, "manage", expires_in=None)
    withheld.erase_due()

    own_signature.withdraw(link)

    signature.refresh_from_db()
    assert signature.state == "withdrawn"
    assert not WithheldMailbox.objects.exists()


def test_link_sent_to_a_former_address_stays_dead(text):
    signature = signed(text)
    link = make_link(signature, "manage", expires_in=None)
    Token.objects.update(email="former@example.org")
    withheld.erase_due()

    with pytest.raises(BrokenLinkError):
        own_signature.withdraw(link)

    signature.refresh_from_db()
    assert signature.state == "published"


def test_other_links_than_to_the_own_page_are_used_up(text):
    signature = signed(text)
    link = make_link(signature)
    withheld.erase_due()

    with pytest.raises(UsedLinkError):
        signing.confirm(link)


def test_organizers_can_still_decide_about_the_signature(text):
    signature, by = signed(text), make_organizer()
    withheld.erase_due()

    assert decisions.reject(signature, by=by, reason="from one network", refusal="other")
    signature.refresh_from_db()
    assert signature.state == "rejected"
    assert decisions.publish(signature, by=by, reason="a mistake")
    signature.refresh_from_db()
    assert signature.state == "published"


def test_the_mailbox_is_found_by_keyed_hashes_only_on_its_statement(text):
    signature = signed(text)
    withheld.erase_due()

    assert withheld.find(EMAIL) == [signature]
    assert withheld.find(EMAIL.upper(), of=text.statement_id) == [signature]
    assert withheld.find("other@harbor.example") == []
    assert withheld.find(EMAIL, of=make_text().statement_id) == []


def test_hashes_are_found_with_an_older_key_of_the_site(text, settings):
    signature = signed(text)
    withheld.erase_due()
    settings.FINGERPRINT_KEY_FALLBACKS = [settings.FINGERPRINT_KEY or settings.SECRET_KEY]

    settings.FINGERPRINT_KEY = "another"

    assert withheld.find(EMAIL) == [signature]


def test_a_similar_mailbox_is_held(text):
    signed(text)
    withheld.erase_due()
    again = make_signature(text, state="pending", email="quilla+again@harbor.example")

    signing.confirm(make_link(again))

    again.refresh_from_db()
    assert again.state == "held"
    assert "same_mailbox" in again.hold_reasons


def test_key_and_hashes_are_deleted_when_signing_is_over(text, settings, stopped_clock):
    signed(text)
    withheld.erase_due()
    statement = text.statement
    statement.closes_at = stopped_clock - settings.CONFIRM_WITHIN + SECOND
    statement.save()
    assert withheld.delete_of_closed() == 0
    assert withheld.find(EMAIL)

    statement.closes_at -= 2 * SECOND
    statement.save()

    assert withheld.delete_of_closed() == 2
    assert not MailboxKey.objects.exists()
    assert not WithheldMailbox.objects.exists()


def test_no_key_is_made_once_signing_is_over(text, settings):
    signed(text)
    text.statement.closes_at = timezone.now() - settings.CONFIRM_WITHIN - SECOND
    text.statement.save()

    assert retention.CLOCKS["withheld"]() == 1
    assert not MailboxKey.objects.exists()


def test_withdrawal_after_a_backup_is_done_again_after_a_restore(text, tmp_path, settings):
    settings.ERASURES_FILE = tmp_path / "erasures"
    signature = signed(text)
    withheld.erase_due()
    erasures_file.note_erased(signature)
    erasures_file.write()

    assert after_restore.reapply(erasures_file.read())[:2] == (1, 0)
    assert after_restore.reapply(erasures_file.read())[:2] == (0, 0)
    signature.refresh_from_db()
    assert signature.state == "withdrawn"
