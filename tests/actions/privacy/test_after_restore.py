"""After a restore, everything that the file of erasures names is erased again."""

import pytest

from signatures.actions.privacy import after_restore, erasures_file
from signatures.actions.signing import address_changes, identity_claims, own_signature
from signatures.actions.signing import sign as signing
from signatures.models import Erasure, IdentityClaim, Signature, Suppression
from tests.factories import make_address_change, make_claim, make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "erasures"
    return settings.ERASURES_FILE


def withdraw(signature):
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))


def restored(signature):
    """Bring ``signature`` back, as a dump from before it was erased does."""
    Signature.objects.filter(pk=signature.pk).delete()
    Suppression.objects.all().delete()
    Erasure.objects.all().delete()
    signature.save(force_insert=True)


def test_reapply_erases_a_withdrawn_signature_again():
    signature = make_signature(make_text())
    withdraw(signature)
    erasures_file.write()
    restored(signature)

    assert after_restore.reapply(erasures_file.read())[:2] == (1, 0)

    found = Signature.objects.get()
    assert (found.state, found.email) == ("withdrawn", "")
    assert found.decisions.latest("pk").reason == "erased before the database was restored"
    assert after_restore.reapply(erasures_file.read())[:2] == (0, 0)


def test_reapply_leaves_the_next_signature_of_the_same_address():
    text = make_text()
    first = make_signature(text, email="ada@example.org")
    withdraw(first)
    erasures_file.write()
    make_signature(text, email="ada@example.org")

    after_restore.reapply(erasures_file.read())

    assert Signature.objects.get(state="published").email == "ada@example.org"


def test_reapply_deletes_again_what_was_disowned_and_spares_its_mailbox():
    signature = make_signature(make_text(), state="pending")
    signing.disown(make_link(signature))
    erasures_file.write()
    [before] = Suppression.objects.values_list("mailbox_hash", "statement", "reason", "key_id")
    restored(signature)

    assert after_restore.reapply(erasures_file.read())[:2] == (1, 1)

    [after] = Suppression.objects.values_list("mailbox_hash", "statement", "reason", "key_id")
    assert (bytes(after[0]), after[1:]) == (bytes(before[0]), before[1:])
    assert not Signature.objects.exists()


def test_reapply_spares_a_mailbox_of_no_later_statement():
    signature = make_signature(make_text(), state="pending")
    signing.disown(make_link(signature))
    erasures_file.write()
    Suppression.objects.all().delete()
    signature.statement.created_at = signature.statement.opens_at
    signature.statement.save()

    assert after_restore.reapply(erasures_file.read())[:2] == (0, 0)


def test_read_knows_lines_of_a_former_key_and_counts_those_of_none(settings):
    signature = make_signature(make_text())
    withdraw(signature)
    erasures_file.write()
    restored(signature)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert (erasures_file.read().erased, erasures_file.read().strange) == ({}, 1)

    settings.FINGERPRINT_KEY_FALLBACKS = [former]

    assert after_restore.reapply(erasures_file.read())[:2] == (1, 0)


def test_report_that_was_erased_does_not_come_back_with_a_restore():
    claim, _ = make_claim(make_signature(make_text()), email="owner@example.org")
    other, _ = make_claim(make_signature(make_text()))
    fields = {field.attname: getattr(claim, field.attname) for field in claim._meta.fields}
    identity_claims.erase_of("owner@example.org", by=None, reason="asked")
    erasures_file.write()
    IdentityClaim.objects.create(**fields)  # as a dump from before has it

    assert after_restore.reapply(erasures_file.read()).claims == 1

    assert list(IdentityClaim.objects.all()) == [other]


def test_former_address_does_not_come_back_with_a_restore():
    signature = make_signature(make_text(), email="former@example.org")
    _, old, new = make_address_change(signature, "later@example.org")
    address_changes.confirm(old)
    address_changes.confirm(new)
    erasures_file.write()
    assert after_restore.reapply(erasures_file.read()).addresses == 0  # the new one stays
    restored = {"email": "former@example.org", "mailbox": "former@example.org"}
    Signature.objects.update(**restored, mailbox_soft="former@example.org")

    assert after_restore.reapply(erasures_file.read()).addresses == 1
    assert after_restore.reapply(erasures_file.read()).addresses == 0

    signature.refresh_from_db()
    assert (signature.email, signature.mailbox, signature.state) == ("", None, "published")


def test_looking_for_former_addresses_reads_all_signatures_at_once(django_assert_num_queries):
    text = make_text()
    signatures = [make_signature(text) for _ in range(3)]
    _, old, new = make_address_change(signatures[0], "later@example.org")
    address_changes.confirm(old)
    address_changes.confirm(new)
    erasures_file.write()
    lines = erasures_file.read()

    with django_assert_num_queries(1):
        assert list(after_restore.moved_in(lines)) == []
