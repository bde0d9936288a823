import os

import pytest

from signatures import tokens
from signatures.actions.audits import answers as audit_answers
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import erasures_file
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


def test_write_appends_each_erasure_once_and_names_nobody(file):
    signature = make_signature(make_text(), email="ada@example.org")
    other = make_signature(make_text(), state="pending")
    disowned = make_link(other)
    withdraw(signature)
    assert erasures_file.write() == 1
    signing.disown(disowned)

    assert erasures_file.write() == 2
    assert erasures_file.write() == 0

    content = file.read_text()
    assert content.count("\n") == 3
    assert not {"ada@", str(signature.public_id), signature.public_id.hex} & set(content.split('"'))
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_write_leaves_the_lines_waiting_when_the_file_cannot_be_written(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "gone" / "erasures"
    withdraw(make_signature(make_text()))

    with pytest.raises(FileNotFoundError):
        erasures_file.write()

    assert Erasure.objects.count() == 1


def test_write_begins_a_new_line_behind_one_that_was_cut_short(file):
    file.write_text('{"what": "eras')
    withdraw(make_signature(make_text()))

    erasures_file.write()

    lines = erasures_file.read()
    assert (len(lines.erased), lines.unreadable) == (1, 1)


def test_reapply_erases_a_withdrawn_signature_again():
    signature = make_signature(make_text())
    withdraw(signature)
    erasures_file.write()
    restored(signature)

    assert erasing.reapply(erasures_file.read())[:2] == (1, 0)

    found = Signature.objects.get()
    assert (found.state, found.email) == ("withdrawn", "")
    assert found.decisions.latest("pk").reason == "erased before the database was restored"
    assert erasing.reapply(erasures_file.read())[:2] == (0, 0)


def test_reapply_leaves_the_next_signature_of_the_same_address():
    text = make_text()
    first = make_signature(text, email="ada@example.org")
    withdraw(first)
    erasures_file.write()
    make_signature(text, email="ada@example.org")

    erasing.reapply(erasures_file.read())

    assert Signature.objects.get(state="published").email == "ada@example.org"


def test_reapply_deletes_again_what_was_disowned_and_spares_its_mailbox():
    signature = make_signature(make_text(), state="pending")
    signing.disown(make_link(signature))
    erasures_file.write()
    [before] = Suppression.objects.values_list("mailbox_hash", "statement", "reason", "key_id")
    restored(signature)

    assert erasing.reapply(erasures_file.read())[:2] == (1, 1)

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

    assert erasing.reapply(erasures_file.read())[:2] == (0, 0)


def test_read_knows_lines_of_a_former_key_and_counts_those_of_none(settings):
    signature = make_signature(make_text())
    withdraw(signature)
    erasures_file.write()
    restored(signature)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert (erasures_file.read().erased, erasures_file.read().strange) == ({}, 1)

    settings.FINGERPRINT_KEY_FALLBACKS = [former]

    assert erasing.reapply(erasures_file.read())[:2] == (1, 0)


def test_a_no_in_an_audit_is_in_the_file():
    signature = make_signature(make_text())

    audit_answers._hold(signature)
    erasures_file.write()

    [line] = erasures_file.read().suppressed
    assert line["hash"] == tokens.fingerprint(signature.mailbox, purpose="mailbox").hex()


def test_write_repeats_a_line_when_it_is_killed_before_the_row_is_deleted(file, monkeypatch):
    signature = make_signature(make_text())
    withdraw(signature)
    monkeypatch.setattr(os, "fsync", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erasures_file.write()
    monkeypatch.undo()

    assert erasures_file.write() == 1

    [hashes] = erasures_file.read().erased.values()
    assert (len(hashes), file.read_text().count("\n")) == (1, 2)


def test_report_that_was_erased_does_not_come_back_with_a_restore():
    claim, _ = make_claim(make_signature(make_text()), email="owner@example.org")
    other, _ = make_claim(make_signature(make_text()))
    fields = {field.attname: getattr(claim, field.attname) for field in claim._meta.fields}
    identity_claims.erase_of("owner@example.org", by=None, reason="asked")
    erasures_file.write()
    IdentityClaim.objects.create(**fields)  # as a dump from before has it

    assert erasing.reapply(erasures_file.read()).claims == 1

    assert list(IdentityClaim.objects.all()) == [other]


def test_former_address_does_not_come_back_with_a_restore():
    signature = make_signature(make_text(), email="former@example.org")
    _, old, new = make_address_change(signature, "later@example.org")
    address_changes.confirm(old)
    address_changes.confirm(new)
    erasures_file.write()
    assert erasing.reapply(erasures_file.read()).addresses == 0  # the new one stays
    restored = {"email": "former@example.org", "mailbox": "former@example.org"}
    Signature.objects.update(**restored, mailbox_soft="former@example.org")

    assert erasing.reapply(erasures_file.read()).addresses == 1
    assert erasing.reapply(erasures_file.read()).addresses == 0

    signature.refresh_from_db()
    assert (signature.email, signature.mailbox, signature.state) == ("", None, "published")
