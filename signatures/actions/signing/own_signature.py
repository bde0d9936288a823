"""Actions of signatories on their own signature, by the link in their e-mail."""

from django.db import transaction
from django.urls import reverse

from signatures import tokens
from signatures.actions.mail import delivery, links, mailbox_limits
from signatures.actions.mail.sealed import last_mails, sealed_mails
from signatures.actions.privacy import erase as erasing
from signatures.actions.privacy import withheld
from signatures.errors import UsedLinkError
from signatures.models import OutgoingMail, Signature, Token
from signatures.text import addresses

MOST_LOOKED_AT = 50


@transaction.atomic
def withdraw(link: str) -> Signature:
    """Withdraw the signature of ``link`` and erase the personal data; return the signature.

    Its row stays for the tallies and the log, and one e-mail confirms it. The same mailbox, or
    member, may sign again.
    Raises BrokenLinkError, and UsedLinkError if it is withdrawn already.
    """
    found = links.follow(link, Token.Purpose.MANAGE)
    last_mails.queue(OutgoingMail.Kind.WITHDRAWN, found)
    if not erasing.withdraw(found, reason="withdrawn by the signatory"):
        raise UsedLinkError
    transaction.on_commit(delivery.wake, robust=True)
    return found


@transaction.atomic
def ask_for_link(email: str) -> None:
    """Queue one e-mail to the owner of ``email``, with a link to each of their signatures.

    Someone whose only signature waits for its confirmation gets that e-mail again. A signature
    whose name and address are erased is found by its keyed hash while signing is open. Returns
    nothing and does the same work whether or not there are any, so that no one learns who has
    signed. May be repeated within MAILBOX_LIMITS.
    """
    may_hear = mailbox_limits.may_hear(email)
    found = list(Signature.objects.of_mailbox(addresses.mailbox(email))[:MOST_LOOKED_AT])
    nameless = withheld.find(email)
    shown = [each for each in found if each.state != Signature.State.PENDING]
    if may_hear and nameless:
        _send_links([*nameless, *shown], to=email)
    elif may_hear and shown:
        OutgoingMail.objects.create(signature=shown[0], kind=OutgoingMail.Kind.LINK)
    elif may_hear and found:
        OutgoingMail.objects.create(signature=found[0], kind=OutgoingMail.Kind.CONFIRM)
    else:
        OutgoingMail.objects.create(kind=OutgoingMail.Kind.NOTHING)
    transaction.on_commit(delivery.wake, robust=True)


def _send_links(found: list[Signature], *, to: str) -> None:
    """Queue an e-mail with a link to each of ``found``, of which some have no address.

    Only the e-mail has the address; the rows of the links do not get it again.
    """
    own_links = [
        (
            each.text_version_id,
            reverse("manage", args=[links.make_own(each)]),
            tokens.reference(each.public_id),
        )
        for each in found
    ]
    kind = OutgoingMail.Kind.OWN_LINKS
    sealed_mails.queue(kind, to=to, text=found[0].text_version, own_links=own_links)
