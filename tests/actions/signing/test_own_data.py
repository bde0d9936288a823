import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from signatures.actions.signing import own_data
from signatures.models import Decision, Signature, Token, personal_data
from signatures.models.personal_data import How
from tests.factories import make_guild, make_guild_member, make_invitation, make_link, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature():
    found = make_guild_member(
        make_text(slug="ask", text="We ask to be asked."),
        make_guild(),
        name="Ada Example",
        email="ada@one.example",
    )
    make_link(found, "manage", expires_in=None)
    Decision.objects.create(
        signature=found,
        statement=found.statement,
        from_state="held",
        to_state="published",
        reason="known to us",
    )
    return Signature.objects.select_related("statement", "text_version__statement").get()


def test_everything_is_there_and_no_secret(signature):
    held = {part.name: part.rows for part in own_data.held(signature)}
    told = json.dumps(held, cls=DjangoJSONEncoder)

    for words in ("Ada Example", "ada@one.example", "We ask to be asked.", "known to us"):
        assert words in told
    assert {"attestations", "decisions", "tokens"} <= held.keys()
    token = bytes(Token.objects.first().sha256).hex()
    assert token not in told


def test_the_invitation_someone_signed_with_is_there_without_its_link(signature):
    invitation = make_invitation(signature.text_version, "Adela Invited", email="adela@one.example")
    invitation.uses.create(signature=signature)

    held = {part.name: part.rows for part in own_data.held(signature)}

    told = json.dumps(held["invitations"], cls=DjangoJSONEncoder)
    assert "Adela Invited" in told
    assert "adela@one.example" in told
    assert bytes(invitation.sha256).hex() not in told
    assert invitation.sealed not in told


def test_every_table_of_the_registry_with_a_signature_is_included():
    """A new personal field of a signatory is in the file by itself."""
    tables = {model for model, _ in own_data._references()} | {Signature}
    entries = [*personal_data.of_signatories(How.DELETE), *personal_data.of_signatories(How.EMPTY)]

    for each in entries:
        assert apps.get_model(each.model) in tables


def test_number_of_queries_does_not_grow_with_the_rows(signature, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        own_data.held(signature)
