"""E-mails after a withdrawal and after "I did not sign this"."""

import re

import pytest
from pytest_django.asserts import assertContains

from signatures import tokens
from signatures.actions.privacy import after_restore, erasures_file
from signatures.actions.signing import own_signature
from signatures.models import OutgoingMail, Signature, Suppression
from tests.factories import make_link, make_signature, sent, sign_form

pytestmark = pytest.mark.django_db


def test_withdrawal_is_confirmed_by_e_mail(text):
    signature = make_signature(text, email="ada@example.org")

    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    [message] = sent()
    assert message.to == ["ada@example.org"]
    assert message.subject == "You have withdrawn your signature: Ask first"
    assert tokens.reference(signature.public_id) in message.body
    assert "/manage/" not in message.body


def test_address_of_someone_who_withdrew_is_erased_once_they_were_told(text):
    own_signature.withdraw(make_link(make_signature(text), "manage", expires_in=None))
    before = OutgoingMail.objects.get().sealed
    sent()

    assert before
    assert "@" not in before
    assert OutgoingMail.objects.get().sealed == ""


def test_i_did_not_sign_this_is_confirmed_by_one_last_e_mail(client, text):
    signature = make_signature(text, state="pending", email="ada@example.org")

    client.post(f"/confirm/{make_link(signature)}/disown/")

    [message] = sent()
    assert message.subject == "You told us that you did not sign: Ask first"
    assert "We have deleted the signature." in " ".join(message.body.split())
    assert "ada@" not in message.body


def test_mistaken_i_did_not_sign_this_can_be_taken_back_and_signing_again_works(
    client, text, tmp_path, settings
):
    settings.ERASURES_FILE = tmp_path / "erasures"
    signature = make_signature(text, state="pending", email="ada@example.org")
    page = client.post(f"/confirm/{make_link(signature)}/disown/").content.decode()
    [on_page] = re.findall(r'action="(/disowned/[^"]+/)"', page)
    [mailed] = re.findall(r"http://testserver(/disowned/\S+/)", sent()[0].body)

    asked = client.get(mailed)
    assert Suppression.objects.exists()
    done = client.post(mailed)
    client.post(on_page)

    assertContains(asked, "Allow e-mails about this statement")
    assertContains(done, "You can sign again now.")
    assert not Suppression.objects.exists()
    client.post("/ask/sign/", sign_form(email="ada@example.org"))
    assert sent()[-1].subject == "Confirm your signature: Ask first"
    assert Signature.objects.get().state == "pending"
    erasures_file.write()
    after_restore.reapply(erasures_file.read())
    assert not Suppression.objects.exists()


def test_link_to_allow_e_mails_that_is_not_ours_is_404(client):
    assert client.get("/disowned/nonsense/").status_code == 404
    assert client.post("/disowned/nonsense/").status_code == 404
