from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signatures import tokens
from signatures.actions.counts import figures
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.errors import (
    BrokenLinkError,
    ChangedTextError,
    ClosedStatementError,
    ExpiredLinkError,
    TooManyGuessesError,
    UsedLinkError,
    WrongCodeError,
)
from signatures.models import (
    Attestation,
    Decision,
    OutgoingMail,
    Signature,
    Statement,
    Suppression,
    Token,
)
from tests.factories import make_link, make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db

HERE = Source(limited="192.0.2.1/32", network="192.0.2.0/24")
ADA = SignatureInput(name="Ada Example", email="ada@example.org", credit="Composer")
MINUTE = timedelta(minutes=1)


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def test_sign_records_a_pending_signature_and_its_mail():
    text = make_text()

    signing.sign(ADA, on=text, source=HERE)

    signature = Signature.objects.get()
    assert (signature.state, signature.name, signature.credit) == (
        "pending",
        "Ada Example",
        "Composer",
    )
    assert signature.text_version == text
    assert signature.source_network == "192.0.2.0/24"
    assert kinds() == ["confirm"]


def test_sign_again_while_pending_keeps_one_row_and_the_last_words():
    text = make_text()
    signing.sign(ADA, on=text, source=HERE)

    again = SignatureInput(name="Ada Corrected", email="ADA@example.org")
    signing.sign(again, on=text, source=HERE)

    signature = Signature.objects.get()
    assert (signature.name, signature.credit) == ("Ada Corrected", "")
    assert kinds() == ["confirm", "nothing"]


@pytest.mark.parametrize("state", ["held", "published", "rejected"])
def test_sign_with_a_known_address_changes_nothing_and_says_so_by_mail_only(state):
    text = make_text()
    known = make_signature(text, state=state, name="Ada Known", email="ada@example.org")

    signing.sign(ADA, on=text, source=HERE)

    known.refresh_from_db()
    assert (known.state, known.name) == (state, "Ada Known")
    assert kinds() == ["already_signed"]


def test_sign_after_withdrawing_starts_anew():
    text = make_text()
    make_withdrawn(text)

    signing.sign(ADA, on=text, source=HERE)

    assert Signature.objects.pending().count() == 1
    assert kinds() == ["confirm"]


def test_sign_with_another_spelling_of_the_mailbox_is_another_signature():
    text = make_text()
    signing.sign(ADA, on=text, source=HERE)

    signing.sign(SignatureInput(name="Ada", email="ada+two@example.org"), on=text, source=HERE)

    assert Signature.objects.count() == 2


def test_sign_spares_an_address_whose_owner_did_not_sign():
    text = make_text()
    signing.sign(ADA, on=text, source=HERE)
    signing.disown(make_link(Signature.objects.get()))

    signing.sign(ADA, on=text, source=HERE)

    assert kinds() == ["disowned", "nothing"]
    assert Suppression.objects.get().statement == text.statement


def test_sign_still_spares_that_address_when_the_key_has_been_changed(settings):
    text = make_text()
    signing.sign(ADA, on=text, source=HERE)
    signing.disown(make_link(Signature.objects.get()))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    signing.sign(ADA, on=text, source=HERE)

    assert kinds() == ["disowned", "nothing"]


def test_sign_mails_one_mailbox_so_often_and_no_more(time_machine):
    text = make_text(closes_at=None)
    start = timezone.now()

    for day in range(7):
        for minute in range(0, 60, 5):
            time_machine.move_to(start + timedelta(days=day, minutes=minute))
            signing.sign(ADA, on=text, source=HERE)

    assert kinds().count("confirm") == 5  # 3 on the first day, 5 in all


def test_sign_mails_one_mailbox_so_often_over_all_statements(time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)

    for _ in range(8):
        signing.sign(ADA, on=make_text(), source=HERE)

    assert kinds() == ["confirm"] * 5 + ["nothing"] * 3


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param({"opens_at": timezone.now() + timedelta(days=1)}, id="not yet"),
        pytest.param({"closes_at": timezone.now() - timedelta(minutes=1)}, id="no more"),
    ],
)
def test_sign_refuses_a_closed_statement(dates):
    text = make_text(**dates)

    with pytest.raises(ClosedStatementError):
        signing.sign(ADA, on=text, source=HERE)

    assert not Signature.objects.exists()


def test_sign_refuses_who_has_read_another_text():
    text = make_text()

    with pytest.raises(ChangedTextError):
        signing.sign(ADA, on=text, source=HERE, read="0" * 64)

    assert not OutgoingMail.objects.exists()


def test_confirm_publishes_with_its_evidence_decision_mail_and_count():
    text = make_text()
    signature = make_signature(text, state="pending")

    signing.confirm(make_link(signature))

    assert list(Signature.objects.published()) == [signature]
    assert list(Attestation.objects.values_list("signature", "method")) == [(signature.pk, "email")]
    decision = Decision.objects.get()
    assert (decision.from_state, decision.to_state, decision.by) == ("pending", "published", None)
    assert kinds() == ["thank_you"]
    assert figures.of(text.statement).signatories == 1


def test_confirm_twice_keeps_the_first_date():
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature)
    first = signing.confirm(link)

    again = signing.confirm(link)

    assert again.published_at == first.published_at
    assert kinds() == ["thank_you"]


@pytest.mark.parametrize("state", ["held", "rejected"])
def test_confirm_does_not_bring_back_what_an_organizer_took_away(state):
    signature = make_signature(make_text(), state=state)

    signing.confirm(make_link(signature))

    signature.refresh_from_db()
    assert signature.state == state


@pytest.mark.parametrize(
    ("fields", "statement", "reason"),
    [
        ({"name": "\u0421ate Example"}, {}, "mixed_scripts"),
        ({}, {"moderation": "before"}, "moderated_beforehand"),
    ],
)
def test_confirm_holds_what_an_organizer_should_see_first(fields, statement, reason):
    signature = make_signature(make_text(**statement), state="pending", **fields)

    signing.confirm(make_link(signature))

    signature.refresh_from_db()
    assert (signature.state, signature.hold_reasons) == ("held", [reason])
    assert not Signature.objects.published().exists()


def test_confirm_holds_the_second_address_of_one_mailbox():
    text = make_text()
    make_signature(text, email="ada@example.org")
    second = make_signature(text, state="pending", email="ada+again@example.org")

    signing.confirm(make_link(second))

    second.refresh_from_db()
    assert second.hold_reasons == ["same_mailbox"]


def test_confirm_refuses_an_old_link():
    signature = make_signature(make_text(), state="pending")

    with pytest.raises(ExpiredLinkError):
        signing.confirm(make_link(signature, expires_in=timedelta(seconds=-1)))

    assert Signature.objects.pending().count() == 1


@pytest.mark.table(
    "link_for",
    [
        pytest.param(lambda signature: "", id="empty"),
        pytest.param(lambda signature: tokens.new_link(), id="made up"),
        pytest.param(lambda signature: make_link(signature)[:-1], id="cut short"),
        pytest.param(lambda signature: make_link(signature, "manage"), id="other purpose"),
    ],
)
def test_confirm_refuses_a_bad_link(link_for):
    signature = make_signature(make_text(), state="pending")

    with pytest.raises(BrokenLinkError):
        signing.confirm(link_for(signature))

    assert list(Signature.objects.pending()) == [signature]


def test_confirm_refuses_a_link_to_an_address_that_has_changed():
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature)
    Signature.objects.update(email="new@example.org")

    with pytest.raises(UsedLinkError):
        signing.confirm(link)


def test_confirm_counts_what_was_submitted_before_the_end_of_signing():
    text = make_text(closes_at=timezone.now() - timedelta(minutes=1))
    signature = make_signature(text, state="pending", signed_at=timezone.now() - timedelta(hours=1))

    signing.confirm(make_link(signature))

    signature.refresh_from_db()
    assert signature.state == "published"
    assert figures.of(text.statement).signatories == 1


def test_confirm_refuses_a_link_that_ended_before_the_end_of_signing():
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature, expires_in=-timedelta(hours=2))
    Statement.objects.update(closes_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(ExpiredLinkError):
        signing.confirm(link)


def code_for(signature, *, minutes=15):
    code = tokens.new_code()
    Token.objects.create(
        sha256=tokens.code_hash(code, signature.mailbox),
        purpose="code",
        signature=signature,
        email=signature.email,
        expires_at=timezone.now() + timedelta(minutes=minutes),
    )
    return code


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_confirm_by_code_does_what_the_link_does(typed):
    signature = make_signature(make_text(), state="pending", email="ada@example.org")
    code = code_for(signature)

    signing.confirm_by_code("Ada@Example.org", typed(code), source=HERE)

    assert list(Signature.objects.published()) == [signature]


def guess(source, *, times=1, email="ada@example.org"):
    """Type a wrong code; return what became of each."""
    answers = []
    for _ in range(times):
        with pytest.raises((WrongCodeError, TooManyGuessesError)) as refused:
            signing.confirm_by_code(email, "0000-0000", source=source)
        answers.append(refused.type)
    return answers


def source(number, network=0):
    return Source(limited=f"192.0.{network}.{number}/32", network=f"192.0.{network}.0/24")


def pending(**fields):
    return make_signature(make_text(), state="pending", email="ada@example.org", **fields)


def test_confirm_by_code_gives_one_source_five_tries(time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    code = code_for(pending())

    answers = guess(HERE, times=6)

    assert answers == [WrongCodeError] * 5 + [TooManyGuessesError]
    with pytest.raises(TooManyGuessesError) as refused:
        signing.confirm_by_code("ada@example.org", code, source=HERE)
    assert refused.value.retry_after == timedelta(minutes=15)
    assert Signature.objects.pending().exists()


def test_strangers_use_up_their_own_tries_of_a_code_and_not_the_owners(time_machine, settings):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    settings.CODE_TRIES_NETWORK = {15 * MINUTE: 10}
    settings.CODE_TRIES_MAILBOX = {15 * MINUTE: 20}
    home, away = source(9), source(9, network=8)
    code = code_for(pending(source_network=home.network))
    for network in (1, 2):
        answers = [each for n in range(4) for each in guess(source(n, network), times=5)]
        assert answers == [WrongCodeError] * 10 + [TooManyGuessesError] * 10

    with pytest.raises(TooManyGuessesError):  # all in all there are so many and no more
        signing.confirm_by_code("ada@example.org", code, source=away)
    signing.confirm_by_code("ada@example.org", code, source=home)

    assert Signature.objects.published().exists()


def test_confirm_by_code_bounds_tries_in_a_shared_network(time_machine, settings):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    settings.CODE_TRIES_MAILBOX = {15 * MINUTE: 20}
    hall = Source(limited="192.0.2.1/32", network="192.0.2.0/24", shared=True)
    code = code_for(pending(source_network=hall.network))

    assert guess(hall, times=20) == [WrongCodeError] * 20

    with pytest.raises(TooManyGuessesError):
        signing.confirm_by_code("ada@example.org", code, source=hall)


def test_confirm_by_code_does_the_same_work_for_an_address_without_a_code():
    code_for(pending())

    asked = []
    for email in ("ada@example.org", "eve@example.org"):
        with CaptureQueriesContext(connection) as queries:
            guess(HERE, email=email)
        asked.append([each["sql"].split("VALUES")[0][:60] for each in queries])

    assert asked[0] == asked[1]


@pytest.mark.parametrize("email", ["ada@example.org", "eve@example.org"])
def test_confirm_by_code_refuses_an_old_code_and_another_address(email):
    signature = make_signature(make_text(), state="pending", email="ada@example.org")
    code = code_for(signature, minutes=-1 if email.startswith("ada") else 15)

    with pytest.raises(WrongCodeError):
        signing.confirm_by_code(email, code, source=HERE)


def test_disown_deletes_a_pending_signature_once():
    signature = make_signature(make_text(), state="pending")
    link = make_link(signature)

    signing.disown(link)

    assert not Signature.objects.exists()
    with pytest.raises(UsedLinkError):
        signing.disown(link)
    with pytest.raises(UsedLinkError):
        signing.confirm(link)


def test_disown_leaves_a_published_signature_alone():
    signature = make_signature(make_text())

    with pytest.raises(UsedLinkError):
        signing.disown(make_link(signature))

    assert Signature.objects.published().count() == 1


def at_once(times, call):
    def one(_):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_sign_many_times_at_once_makes_one_row_and_one_mail():
    text = make_text()

    at_once(40, lambda: signing.sign(ADA, on=text, source=HERE))

    assert Signature.objects.count() == 1
    assert sorted(kinds()) == ["confirm"] + ["nothing"] * 39


@pytest.mark.django_db(transaction=True)
def test_sign_for_many_statements_at_once_passes_no_limit():
    texts = [make_text() for _ in range(20)]

    at_once(20, lambda: signing.sign(ADA, on=texts.pop(), source=HERE))

    assert kinds().count("confirm") == 5


@pytest.mark.django_db(transaction=True)
def test_confirm_many_times_at_once_is_one_transition():
    text = make_text()
    link = make_link(make_signature(text, state="pending"))

    found = at_once(20, lambda: signing.confirm(link).state)

    assert found == ["published"] * 20
    assert figures.of(text.statement).signatories == 1
    assert (Attestation.objects.count(), Decision.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_codes_tried_at_once_get_five_tries_between_them():
    answers = at_once(12, lambda: guess(HERE))

    assert answers.count([WrongCodeError]) == 5
