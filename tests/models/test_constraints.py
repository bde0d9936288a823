"""What the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from signatures.actions.statements import texts as statements
from signatures.models import Attestation, Decision, Signature, Statement, TextVersion
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.table(
    ("state", "change", "constraint"),
    [
        ("pending", {"attested_at": timezone.now()}, "signature_pending_is_unproven"),
        ("pending", {"state": "held", "hold_reasons": ["x"]}, "signature_proven_before"),
        ("published", {"attested_at": None}, "signature_proven_before_it_moves_on"),
        ("published", {"published_at": None}, "signature_dated_while_published"),
        ("held", {"published_at": timezone.now()}, "signature_dated_while_published"),
        ("held", {"hold_reasons": []}, "signature_held_for_a_reason"),
        ("published", {"state": "famous", "published_at": None}, "signature_in_a_known_state"),
        ("published", {"display": "loud"}, "signature_with_a_known_display"),
        ("published", {"mailbox": None}, "signature_address_with_its_folds"),
        ("published", {"name": ""}, "signature_erased_or_named"),
        (
            "published",
            {"state": "withdrawn", "withdrawn_at": timezone.now(), "published_at": None},
            "signature_erased_or_named",
        ),
    ],
)
def test_a_signature_cannot_be_in_a_wrong_state(state, change, constraint):
    signature = make_signature(make_text(), state=state)

    with refused(constraint):
        Signature.objects.filter(pk=signature.pk).update(**change)


def test_one_mailbox_signs_a_statement_once():
    text = make_text()
    make_signature(text, email="ada@example.org")
    make_signature(make_text(), email="ada@example.org")

    with refused("signature_one_per_mailbox"):
        make_signature(text, email="ADA@example.org")


@pytest.mark.table(
    "change",
    [
        {"text": "Other"},
        {"title": "Other"},
        {"addressee": "Other"},
        {"byline": "Other"},
        {"salutation": "Other"},
    ],
)
@pytest.mark.table("state", ["pending", "published"])
def test_a_signed_text_cannot_change(state, change):
    text = make_text()
    make_signature(text, state=state)

    with refused("is signed and cannot change"):
        TextVersion.objects.filter(pk=text.pk).update(**change)


def test_a_signed_text_cannot_be_deleted_in_sql_either():
    text = make_text()
    make_signature(text)

    with (
        refused("signature_of_its_statements_text"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM signatures_textversion WHERE id = %s", [text.pk])


def test_an_unsigned_text_can_be_corrected_but_not_its_hash_alone():
    text = make_text()
    TextVersion.objects.filter(pk=text.pk).update(title="Ask us first")

    with refused("text_version_hash_is_true"):
        TextVersion.objects.filter(pk=text.pk).update(text="Changed behind its hash.")


def test_a_signature_is_of_a_text_of_its_own_statement():
    signature = make_signature(make_text(), state="pending")

    with refused("signature_of_its_statements_text"):
        Signature.objects.filter(pk=signature.pk).update(text_version=make_text())


def test_a_proven_signature_stays_with_the_text_it_was_proven_for():
    text = make_text()
    signature = make_signature(text)
    newer = statements.add_text(
        TextVersion(statement=text.statement, title="Ask first", text="Ask, please.")
    )

    with refused("was proven for another text"):
        Signature.objects.filter(pk=signature.pk).update(text_version=newer)


@pytest.mark.parametrize("sql", ["UPDATE {} SET reason = ''", "DELETE FROM {}"])
def test_the_log_cannot_be_changed(sql):
    text = make_text()
    Decision.objects.create(
        signature=make_signature(text),
        statement=text.statement,
        from_state="pending",
        to_state="published",
        reason="proven by email",
    )

    with refused("append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("signatures_decision"))


def test_no_session_goes_around_a_trigger():
    text = make_text()
    make_signature(text)
    everything = "UPDATE signatures_textversion SET title = 'Another'"
    ignored = "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"

    with refused("is signed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ignored)
        cursor.execute(everything)


def test_a_trigger_begins_no_subtransaction():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'")

        assert cursor.fetchall() == [("SELECT false",)]


def test_one_statement_stands_on_the_front_page():
    make_text(front_page=True)

    with refused("statement_one_on_the_front_page"):
        make_text(front_page=True)


def test_a_statement_closes_after_it_opens():
    now = timezone.now()

    with refused("statement_opens_before_it_closes"):
        Statement.objects.create(slug="backwards", opens_at=now, closes_at=now)


def test_a_method_proves_a_signature_once():
    signature = make_signature(make_text())

    with refused("attestation_once_per_method"):
        Attestation.objects.create(signature=signature, method="email")


@pytest.mark.table("name", ["signature", "attestation", "decision", "outgoingmail", "token"])
def test_large_tables_are_vacuumed_early(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [f"signatures_{name}"])
        options = cursor.fetchone()[0]

    assert "autovacuum_vacuum_scale_factor=0.02" in options
