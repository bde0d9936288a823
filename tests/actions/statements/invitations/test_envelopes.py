import pytest

from signatures.actions.mail import delivery, suppressions
from signatures.actions.statements.invitations import invitations, mails
from signatures.models import Invitation, OutgoingMail
from tests.factories import make_invitation, make_organizer, make_private, make_signature

pytestmark = pytest.mark.django_db


def send(**options):
    text = make_private(slug="ask", title="Ask first")
    invitation = make_invitation(text, email="ada@example.org", **options)
    mails.send(text.statement, by=make_organizer())
    return invitation


def test_invitation_says_what_it_is_and_how_to_decline(mailoutbox, settings):
    settings.SITE_CONTACT = "desk@letter.example"
    invitation = send(heading="Founding signatories")

    delivery.deliver_due()

    [message] = mailoutbox
    words = " ".join(message.body.split())
    assert message.to == ["ada@example.org"]
    assert message.subject == "You are invited to sign “Ask first”"
    assert "Ada Example, the campaign team of “Ask first” invites you to sign it" in words
    assert "under “Founding signatories”" in words
    assert invitations.url(invitation) in words
    assert invitations.url(invitation, "decline_invitation") in words
    assert f"/ask/?invitation={invitations.link(invitation)}" in words
    assert "because the campaign team entered this address" in words
    assert message.reply_to == ["desk@letter.example"]
    [(html, _)] = message.alternatives
    assert invitations.url(invitation) in html
    assert invitation.statement.texts.get().text_sha256 in html


def test_reminder_says_so(mailoutbox):
    invitation = send()
    OutgoingMail.objects.update(kind="invite_again")

    delivery.deliver_due()

    [message] = mailoutbox
    assert message.subject == "Reminder: you are invited to sign “Ask first”"
    assert invitation.email in message.to


@pytest.mark.parametrize("answer", ["signed", "declined", "revoked", "published", "suppressed"])
def test_mail_is_not_sent_once_it_is_no_use(mailoutbox, answer):
    invitation = send()
    if answer == "signed":
        invitation.uses.create(signature=make_signature(invitation.statement.texts.get()))
    if answer == "declined":
        invitations.decline(invitation)
    if answer == "revoked":
        invitations.revoke(invitation, by=make_organizer())
    if answer == "published":
        type(invitation.statement).objects.update(publishes_at=invitation.created_at)
    if answer == "suppressed":
        suppressions.suppress_everywhere("ada@example.org", reason="bounced")

    delivery.deliver_due()

    assert mailoutbox == []
    assert OutgoingMail.objects.get().sent_at is not None


def test_mail_goes_with_its_invitation():
    send()

    Invitation.objects.all().delete()

    assert not OutgoingMail.objects.exists()
