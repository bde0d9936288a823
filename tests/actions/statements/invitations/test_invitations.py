import pytest

from signatures.actions.statements.invitations import invitations
from signatures.actions.statements.invitations.invitations import Person
from signatures.errors import StaleEditError
from signatures.models import Decision, Invitation, NotableHeading
from tests.factories import make_invitation, make_organizer, make_private, make_signature

pytestmark = pytest.mark.django_db
ADA, BO = Person("Ada Example", "ada@example.org"), Person("Bo Example")


def test_invite_makes_one_link_each_in_order_below_a_new_heading():
    text, olga = make_private(), make_organizer()

    made = invitations.invite(text.statement, [ADA, BO], heading="Founders", by=olga)

    assert [(each.name, each.email, each.position) for each in made] == [
        ("Ada Example", "ada@example.org", 1),
        ("Bo Example", "", 2),
    ]
    assert NotableHeading.objects.get().name == "Founders"
    found = [invitations.find(text.statement, invitations.link(each)) for each in made]
    assert found == made


def test_invite_refuses_an_address_that_was_invited():
    text, olga = make_private(), make_organizer()
    make_invitation(text, email="ada@example.org")

    again = [BO, Person("Ada", "Ada@Example.org")]
    with pytest.raises(StaleEditError):
        invitations.invite(text.statement, again, by=olga)

    assert Invitation.objects.count() == 1


def test_two_people_are_invited_at_one_address_where_both_can_sign_with_it():
    statement, olga = make_private(shares_mailboxes=True).statement, make_organizer()
    first = Person("Ada Example", "home@example.org")
    second = Person("Ben Example", "Home@example.org")

    made = invitations.invite(statement, [first, second], by=olga)

    assert [each.mailbox for each in made] == ["home@example.org", "2 home@example.org"]
    assert [each.email for each in made] == ["home@example.org", "Home@example.org"]
    third = Person("Cy Example", "home@example.org")
    with pytest.raises(StaleEditError):
        invitations.invite(statement, [third], by=olga)


def test_same_name_is_invited_once_at_an_address_that_two_can_sign_with():
    statement, olga = make_private(shares_mailboxes=True).statement, make_organizer()
    invitations.invite(statement, [ADA], by=olga)

    with pytest.raises(StaleEditError):
        invitations.invite(statement, [Person("ADA Example", "ada@example.org")], by=olga)

    assert Invitation.objects.count() == 1


def test_log_of_invitations_names_no_one():
    text, olga = make_private(), make_organizer()
    made = invitations.invite(text.statement, [ADA, BO], by=olga)
    invitations.revoke(made[0], by=olga)
    invitations.make_group(text.statement, label="Choir of Tin", limit=3, by=olga)

    lines = list(Decision.objects.filter(about="invitation").order_by("pk"))

    assert [(each.subject, each.from_state, each.to_state) for each in lines] == [
        ("invitation 1", "", "personal"),
        ("invitation 2", "", "personal"),
        ("invitation 1", "personal", "revoked"),
        ("invitation 3", "", "group link, at most 3"),
    ]
    assert {each.by for each in lines} == {olga}


def test_link_opens_only_its_own_statement():
    invitation = make_invitation(make_private())

    assert invitations.opens(invitation.statement, invitations.link(invitation))
    assert not invitations.opens(make_private().statement, invitations.link(invitation))


def test_revoked_link_finds_nothing():
    invitation = make_invitation(make_private())

    assert invitations.revoke(invitation, by=make_organizer())

    assert not invitations.revoke(invitation, by=make_organizer())
    assert invitations.find(invitation.statement, invitations.link(invitation)) is None
    assert not invitations.opens(invitation.statement, invitations.link(invitation))


def test_decline_erases_the_address_and_closes_the_link_until_it_is_accepted_again():
    invitation = make_invitation(make_private(), email="ada@example.org")
    secret = invitations.link(invitation)

    assert invitations.decline(invitation)

    invitation.refresh_from_db()
    assert (invitation.name, invitation.email, invitation.mailbox) == ("Ada Example", "", "")
    assert not invitations.opens(invitation.statement, secret)
    assert not invitations.decline(invitation)
    assert invitations.accept_again(invitation)
    assert invitations.opens(invitation.statement, secret)


def test_decline_is_no_answer_after_signing():
    text = make_private()
    invitation = make_invitation(text)
    invitation.uses.create(signature=make_signature(text))

    assert not invitations.decline(invitation)


def test_database_keeps_no_link_that_can_be_read():
    invitation = make_invitation(make_private())
    secret = invitations.link(invitation)

    row = Invitation.objects.filter(pk=invitation.pk).values_list()[0]

    assert len(secret) == 43
    assert secret not in str(row)


def test_opening_is_noted_once():
    invitation = make_invitation(make_private())

    invitations.note_opened(invitation)
    invitation.refresh_from_db()
    first = invitation.opened_at
    invitations.note_opened(invitation)

    invitation.refresh_from_db()
    assert first is not None
    assert invitation.opened_at == first
