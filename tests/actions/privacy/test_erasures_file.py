import os

import pytest

from signatures import tokens
from signatures.actions.audits import answers as audit_answers
from signatures.actions.privacy import erasures_file
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.models import Erasure
from tests.factories import make_link, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "erasures"
    return settings.ERASURES_FILE


def withdraw(signature):
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))


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
