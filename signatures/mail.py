"""Every mail the site sends, worded and addressed. Sends; never saves.

Nothing in a mail was typed by a visitor: a form that mails strangers' words to any
address is what senders of spam look for.
"""

import dataclasses
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from signatures.models import OutgoingMail, TextVersion

# What a mail is made from; whoever has rows to send fetches it along.
ABOUT = ["signature__statement", "signature__text_version", "endorsement__statement"]


@dataclasses.dataclass(frozen=True)
class Addressed:
    """A mail with the secrets that go into it and are nowhere else.

    ``link`` is a confirm link when there is a ``code``, and when there is none a link to one's
    own signature, or the one that confirms an endorsement.
    """

    outgoing: OutgoingMail
    link: str
    code: str


def send(addressed: Addressed, connection: BaseEmailBackend) -> None:
    """Hand a mail to the mail server.

    Raises smtplib.SMTPException or OSError when the server does not take it.
    """
    outgoing = addressed.outgoing
    text, address = _subject_and_address(outgoing)
    with translation.override(text.language):
        context = _context(addressed, text)
        subject = render_to_string(f"emails/{outgoing.kind}.subject.txt", context)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"emails/{outgoing.kind}.txt", context),
            to=[address],
            headers={
                "Message-ID": f"<{outgoing.message_id}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
            connection=connection,
        )
        html = render_to_string(f"emails/{outgoing.kind}.html", context)
        message.attach_alternative(html, "text/html")
    message.send()


def _subject_and_address(outgoing: OutgoingMail) -> tuple[TextVersion, str]:
    """Return the wording a mail is about, and where the mail goes."""
    if endorsement := outgoing.endorsement:
        texts = TextVersion.objects.filter(statement=endorsement.statement)
        return texts.current_first()[0], endorsement.contact_email
    return outgoing.signature.text_version, outgoing.signature.email


def _context(addressed: Addressed, text: TextVersion) -> dict[str, object]:
    about = addressed.outgoing.signature or addressed.outgoing.endorsement
    context = {
        "text": text,
        "state": about.state,
        "language": text.language,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "statement_url": settings.SITE_URL + about.statement.get_absolute_url(),
        "hours": int(settings.CONFIRM_WITHIN.total_seconds() // 3600),
        "code_minutes": int(settings.CODE_WITHIN.total_seconds() // 60),
    }
    if addressed.code:
        confirm_url = settings.SITE_URL + reverse("confirm", args=[addressed.link])
        code_url = settings.SITE_URL + reverse("confirm_code")
        return {**context, "confirm_url": confirm_url, "code": addressed.code, "code_url": code_url}
    door = "confirm_endorsement" if addressed.outgoing.endorsement else "manage"
    url = settings.SITE_URL + reverse(door, args=[addressed.link])
    return {**context, "endorse_url" if addressed.outgoing.endorsement else "manage_url": url}
