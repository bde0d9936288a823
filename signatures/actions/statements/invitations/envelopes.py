"""Reader and content of an e-mail to someone who is invited to sign."""

from signatures import mail
from signatures.actions.mail import suppressions
from signatures.actions.statements.invitations import invitations
from signatures.models import Invitation, OutgoingMail, TextVersion
from signatures.text import addresses


def may_have(outgoing: OutgoingMail) -> bool:
    """Tell whether the person should still get it: no answer yet, and the link would work."""
    invitation = _of(outgoing)
    statement = invitation.statement
    waits = Invitation.objects.unanswered().filter(pk=invitation.pk).exists()
    can_sign = statement.is_open and not statement.is_public
    both = addresses.keys(addresses.of_key(invitation.mailbox))
    wanted = not any(suppressions.has_mailbox(statement, each) for each in both)
    return waits and can_sign and wanted and _text(invitation) is not None


def address(outgoing: OutgoingMail) -> mail.DirectMail:
    """Return the address and values of the e-mail."""
    invitation = _of(outgoing)
    text = _text(invitation)
    assert text is not None  # noqa: S101 - ``may_have`` was asked first
    context = {
        "text": text,
        "language": text.language,
        "name": invitation.name,
        "heading": invitation.heading,
        "publishes_at": text.statement.publishes_at,
        "is_reminder": outgoing.kind == OutgoingMail.Kind.INVITE_AGAIN,
        "invitation_url": invitations.url(invitation),
        "decline_url": invitations.url(invitation, "decline_invitation"),
    }
    return mail.DirectMail((invitation.email,), context, language=text.language)


def _of(outgoing: OutgoingMail) -> Invitation:
    assert outgoing.invitation  # noqa: S101 - the database checks it
    return outgoing.invitation


def _text(invitation: Invitation) -> TextVersion | None:
    texts = TextVersion.objects.filter(statement=invitation.statement_id)
    return texts.select_related("statement").current_first("").first()
