import pytest

from signatures.actions.mail import readers
from signatures.models import Endorsement, OutgoingMail
from tests.factories import make_invitation, make_private, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", OutgoingMail.Kind.values)
def test_every_kind_is_known(kind):
    signature = make_signature(make_text())
    about = {"endorsement": Endorsement(), "invitation": make_invitation(make_private())}
    outgoing = OutgoingMail(signature=signature, kind=kind, **about)

    assert readers.has_reader(outgoing) in (True, False)
