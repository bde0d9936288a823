"""Text and sending of one e-mail."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import SafeMIMEMultipart, SafeMIMEText, forbid_multi_line_headers
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from signatures import tokens
from signatures.mail.confirmation import signature_of
from signatures.mail.envelope import DirectMail, Envelope
from signatures.mail.kind import MailKind, Reader
from signatures.mail.kinds import kind_of
from signatures.models import Endorsement, OutgoingMail, Signature, TextVersion


class PersonalValues(NamedTuple):
    """The values that differ between e-mails with otherwise equal text."""

    link: str
    code: str
    to: str
    message_id: str
    unsubscribe: str


# Random placeholders for these values in a wording, so that no one can guess them.
PLACEHOLDERS = PersonalValues(*(tokens.new_link() for _ in PersonalValues._fields))


class Wording(NamedTuple):
    """An e-mail as everyone who signed this text gets it, with PLACEHOLDERS for what differs.

    ``mime`` is the complete message; "" if its encoding breaks up a placeholder.
    """

    subject: str
    text: str
    html: str
    mime: str = ""


class Mime(NamedTuple):
    """A prepared message with the interface that e-mail backends expect."""

    lines: str

    def as_bytes(self, linesep: str = "\n") -> bytes:
        return self.lines.replace("\n", linesep).encode()


class Message(EmailMultiAlternatives):
    """An e-mail that may have a prepared MIME form, whose creation is the slowest step.

    A provider returns ``metadata`` when it reports about the e-mail.
    """

    mime = ""
    metadata: dict[str, str] = {}

    def message(self) -> Mime | SafeMIMEText | SafeMIMEMultipart:
        return Mime(self.mime) if self.mime else super().message()


def send(envelope: Envelope, connection: BaseEmailBackend, wordings: dict[object, Wording]) -> None:
    """Hand an e-mail to the mail server. ``wordings`` caches the wordings of this batch.

    Raises UnknownMailError for a kind that is not registered, and smtplib.SMTPException or
    OSError when the server does not accept it.
    """
    kind = kind_of(envelope.outgoing)
    if envelope.direct:
        message = _direct_message(kind, envelope.outgoing, envelope.direct)
    else:
        message = _message_about(kind, envelope, wordings)
    connection.send_messages([message])


def _direct_message(
    kind: MailKind, outgoing: OutgoingMail, direct: DirectMail
) -> EmailMultiAlternatives:
    templates = kind.templates(direct.notice)
    with translation.override(_interface_language(direct.language)):
        context = {**direct.context, **_site(), **kind.values(outgoing)}
        wording = _rendered(templates, context)
    is_account = kind.reader is Reader.ACCOUNT
    subject = f"[{settings.SITE_NAME}] {wording.subject}" if is_account else wording.subject
    headers = _headers(str(outgoing.message_id))
    message = Message(subject, wording.text, to=direct.to, reply_to=_reply_to(), headers=headers)
    message.metadata = {"mail": str(outgoing.message_id)}
    message.attach_alternative(wording.html, "text/html")
    return message


def _message_about(
    kind: MailKind, envelope: Envelope, wordings: dict[object, Wording]
) -> EmailMultiAlternatives:
    """Return an e-mail about a signature or an endorsement."""
    outgoing = envelope.outgoing
    text, address = _text_and_address(outgoing)
    values = {"state": _about(outgoing).state, **kind.values(outgoing), **envelope.values}
    if envelope.own_links:  # no other e-mail has this wording
        wording = _wording(kind, outgoing, text, values, envelope.own_links)
    else:
        which = (kind.name, text.pk, *values.items())
        if which not in wordings:
            wordings[which] = _wording(kind, outgoing, text, values)
        wording = wordings[which]
    number = str(outgoing.message_id)
    own = PersonalValues(envelope.link, envelope.code, address, number, envelope.unsubscribe)
    return _message(kind, wording, own)


def _wording(
    kind: MailKind,
    outgoing: OutgoingMail,
    text: TextVersion,
    values: dict[str, Any],
    own_links: Iterable[tuple[Signature, str]] = (),
) -> Wording:
    about = _about(outgoing)
    with translation.override(_interface_language(text.language)):
        context = {
            **_site(),
            **values,
            "text": text,
            "kind": outgoing.kind,
            "language": text.language,
            "statement_url": settings.SITE_URL + about.statement.get_absolute_url(),
            "code": PLACEHOLDERS.code,
            "own_links": _own_addresses(own_links),
        }
        if kind.link:
            path = reverse(kind.link.view, args=[PLACEHOLDERS.link])
            context[kind.link.variable] = settings.SITE_URL + path
        if kind.can_unsubscribe:
            context["unsubscribe_url"] = _unsubscribe_url(PLACEHOLDERS.unsubscribe)
        wording = _rendered(kind.templates(), context)
    mime = _message(kind, wording, PLACEHOLDERS).message().as_bytes().decode()
    return wording._replace(mime=mime) if _is_whole(kind, wording, mime) else wording


def _is_whole(kind: MailKind, wording: Wording, mime: str) -> bool:
    """Tell whether every placeholder of the wording is found in its MIME form."""
    parts = wording.text + wording.html
    in_headers = {"to": 1, "message_id": 1, "unsubscribe": int(kind.can_unsubscribe)}
    return all(
        mime.count(each) == parts.count(each) + in_headers.get(name, 0)
        for name, each in PLACEHOLDERS._asdict().items()
    )


def _interface_language(language: str) -> str:
    """Return ``language`` (of a text) if the site speaks it, else the site's own.

    A template declares its own language; a title declares the language of its statement.
    """
    spoken = dict(settings.LANGUAGES)
    return language if language in spoken else settings.LANGUAGE_CODE


def _rendered(templates: list[str], context: dict[str, Any]) -> Wording:
    subject, text, html = (render_to_string(each, context) for each in templates)
    return Wording(" ".join(subject.split()), text.strip(), html)


def _own_addresses(
    own_links: Iterable[tuple[Signature, str]],
) -> list[tuple[TextVersion, str, str]]:
    """Return text, address and reference of each: two people may have signed one statement."""
    return [
        (
            each.text_version,
            settings.SITE_URL + reverse("manage", args=[link]),
            tokens.reference(each.public_id),
        )
        for each, link in own_links
    ]


def _message(kind: MailKind, wording: Wording, own: PersonalValues) -> Message:
    message = Message(
        subject=wording.subject,
        body=_filled(wording.text, own),
        to=[own.to],
        reply_to=_reply_to(),
        headers=_headers(own.message_id) | (_list_headers(own) if kind.can_unsubscribe else {}),
    )
    message.attach_alternative(_filled(wording.html, own), "text/html")
    message.metadata = {"mail": own.message_id}
    _, to = forbid_multi_line_headers("To", own.to, "utf-8")
    message.mime = _filled(wording.mime, own._replace(to=to))
    return message


def _headers(message_id: str) -> dict[str, str]:
    return {
        "Message-ID": f"<{message_id}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }


def _list_headers(own: PersonalValues) -> dict[str, str]:
    """Return the headers with which an e-mail program stops updates by one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{_unsubscribe_url(own.unsubscribe)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _unsubscribe_url(token: str) -> str:
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def _reply_to() -> list[str]:
    """Return the address that replies go to. SITE_CONTACT may also be the address of a page."""
    return [settings.SITE_CONTACT] if "@" in settings.SITE_CONTACT else []


def _filled(wording: str, own: PersonalValues) -> str:
    for placeholder, each in zip(PLACEHOLDERS, own, strict=True):
        wording = wording.replace(placeholder, each)
    return wording


def _site() -> dict[str, str]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact": settings.SITE_CONTACT,
    }


def _about(outgoing: OutgoingMail) -> Signature | Endorsement:
    return outgoing.endorsement or signature_of(outgoing)


def _text_and_address(outgoing: OutgoingMail) -> tuple[TextVersion, str]:
    """Return the text an e-mail is about, and the address it goes to."""
    if endorsement := outgoing.endorsement:
        texts = TextVersion.objects.filter(statement=endorsement.statement)
        return texts.current_first()[0], endorsement.contact_email
    signature = signature_of(outgoing)
    return signature.text_version, signature.email
