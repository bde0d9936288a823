import pytest
from django.db import OperationalError

from signatures import tokens
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.actions.statements.invitations import invitations, uses
from signatures.errors import UsedInvitationError
from signatures.models import InvitationUse, OutgoingMail, Signature
from tests.actions.signing.test_sign import at_once
from tests.factories import (
    make_codes,
    make_guild,
    make_invitation,
    make_link,
    make_organizer,
    make_private,
    make_signature,
)

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1", "192.0.2.0/24")


def sign(text, invitation, email="ada@example.org", name="Ada Example"):
    words = SignatureInput(name=name, email=email)
    uses.sign(words, on=text, source=HERE, invitation=invitation)
    return Signature.objects.filter(email=email).first()


def confirm(signature):
    signing.confirm(make_link(signature))


def test_personal_invitation_makes_one_signature():
    text = make_private()
    invitation = make_invitation(text)
    confirm(sign(text, invitation))

    with pytest.raises(UsedInvitationError):
        sign(text, invitation, "bo@example.org")

    assert [each.email for each in Signature.objects.all()] == ["ada@example.org"]
    assert InvitationUse.objects.get().invitation == invitation


def test_two_people_with_one_mailbox_each_use_an_invitation_of_their_own():
    text = make_private(shares_mailboxes=True)
    ada, ben = (
        make_invitation(text, name, email="home@example.org")
        for name in ("Ada Example", "Ben Example")
    )
    uses.sign(words_of("Ada Example"), on=text, source=HERE, invitation=ada)
    confirm(Signature.objects.get())

    uses.sign(words_of("Ben Example"), on=text, source=HERE, invitation=ben)
    with pytest.raises(UsedInvitationError):
        uses.sign(words_of("Ben Example"), on=text, source=HERE, invitation=ada)

    found = InvitationUse.objects.order_by("pk").values_list("invitation", "signature__name")
    assert list(found) == [(ada.pk, "Ada Example"), (ben.pk, "Ben Example")]


def words_of(name):
    return SignatureInput(name=name, email="home@example.org")


def test_mistyped_address_can_be_corrected():
    text = make_private()
    invitation = make_invitation(text)
    sign(text, invitation, "mistyped@example.org")

    sign(text, invitation)

    assert Signature.objects.get().email == "ada@example.org"
    assert InvitationUse.objects.get().signature.email == "ada@example.org"


def test_form_may_be_sent_twice():
    text = make_private()
    invitation = make_invitation(text)

    sign(text, invitation)
    sign(text, invitation, name="Ada B. Example")

    assert Signature.objects.get().name == "Ada B. Example"
    assert InvitationUse.objects.count() == 1


def test_group_link_takes_as_many_as_its_limit():
    text = make_private()
    link = invitations.make_group(text.statement, label="Choir", limit=2, by=make_organizer())
    sign(text, link, "ada@example.org")
    sign(text, link, "bo@example.org")

    with pytest.raises(UsedInvitationError):
        sign(text, link, "cy@example.org")
    sign(text, link, "bo@example.org")  # may send the form again

    assert InvitationUse.objects.count() == 2
    assert Signature.objects.count() == 2


def test_withdrawal_gives_the_place_back_and_erases_the_invited():
    text = make_private()
    invitation = make_invitation(text, email="ada@example.org")
    signature = sign(text, invitation)
    confirm(signature)

    signature.refresh_from_db()
    signing.erasing.withdraw(signature, reason="by test")

    invitation.refresh_from_db()
    assert (invitation.name, invitation.email, invitation.mailbox) == ("", "", "")
    assert not uses.is_used_up(invitation)


def test_signature_from_before_is_not_counted_as_one_of_the_invitation():
    text = make_private()
    there = make_signature(text, email="ada@example.org")
    invitation = make_invitation(text)

    sign(text, invitation)

    there.refresh_from_db()
    assert there.state == "published"
    assert not InvitationUse.objects.exists()


def test_refused_form_leaves_nothing_behind():
    text = make_private()
    invitation = make_invitation(text)
    confirm(sign(text, invitation))
    mails = OutgoingMail.objects.count()

    with pytest.raises(UsedInvitationError):
        sign(text, invitation, "bo@example.org")

    assert (Signature.objects.count(), OutgoingMail.objects.count()) == (1, mails)


def test_signature_is_not_written_if_its_use_cannot_be(monkeypatch):
    text = make_private()
    invitation = make_invitation(text)

    def fail(**fields):
        raise OperationalError

    monkeypatch.setattr(InvitationUse.objects, "create", fail)
    with pytest.raises(OperationalError):
        sign(text, invitation)

    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


def send_at_once(text, invitation, times):
    """Send the form of as many people at once; return how many were taken."""
    people = [f"person-{number}@example.org" for number in range(times)]

    def one():
        try:
            sign(text, invitation, people.pop())
        except UsedInvitationError:
            return False
        return True

    return sum(at_once(times, one))


@pytest.mark.django_db(transaction=True)
def test_people_who_send_the_form_at_once_share_the_places_of_a_group_link():
    text = make_private()
    link = invitations.make_group(text.statement, label="Choir", limit=3, by=make_organizer())

    taken = send_at_once(text, link, 12)

    assert (taken, InvitationUse.objects.count(), Signature.objects.count()) == (3, 3, 3)


@pytest.mark.django_db(transaction=True)
def test_two_people_with_one_personal_link_leave_the_last_form_alone():
    text = make_private()
    invitation = make_invitation(text)

    send_at_once(text, invitation, 6)

    assert (InvitationUse.objects.count(), Signature.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_with_one_personal_link_are_one_signature():
    text = make_private()
    invitation = make_invitation(text)
    confirm(sign(text, invitation))

    assert send_at_once(text, invitation, 6) == 0

    assert [each.email for each in Signature.objects.all()] == ["ada@example.org"]


def test_form_sent_twice_with_a_code_alone_leads_to_the_one_signature():
    text = make_private()
    guild = make_guild(slug="tin")
    code = tokens.read_guild_code(make_codes(guild, 1)[1][0])
    words = SignatureInput(name="Ada", guild_code=code, guild=guild, stamp="once")
    form = {"on": text, "source": HERE, "invitation": make_invitation(text)}

    first, again = uses.sign(words, **form), uses.sign(words, **form)

    assert first
    assert again
    assert Signature.objects.get().invitation_use.invitation == form["invitation"]


def test_signing_without_an_invitation_notes_none():
    text = make_private()

    sign(text, None)

    assert not InvitationUse.objects.exists()
