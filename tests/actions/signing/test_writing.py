from contextlib import contextmanager
from datetime import timedelta

import pytest

from signatures.actions.signing import writing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.errors import UsedInvitationError
from signatures.models import OutgoingMail, Signature

pytestmark = pytest.mark.django_db
ADA = SignatureInput(name="Ada Example", email="ada@example.org")
HERE = Source("192.0.2.1", "192.0.2.0/24")
NOW = timedelta(0)


def place(take):
    @contextmanager
    def held():
        yield take

    return held()


def test_write_gives_the_place_the_signature_that_was_written(text):
    taken = []

    writing.write(ADA, text, HERE, after=NOW, place=place(taken.append))

    assert taken == [Signature.objects.get().pk]


def test_write_leaves_neither_signature_nor_mail_if_the_place_is_refused(text):
    def refuse(signature):
        raise UsedInvitationError

    with pytest.raises(UsedInvitationError):
        writing.write(ADA, text, HERE, after=NOW, place=place(refuse))

    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_again_finds_nothing_for_a_form_with_an_address(text):
    writing.write(ADA, text, HERE, after=NOW, place=None)

    assert writing.again(ADA, text) is None
