"""Text, addressing and sending of every e-mail of the site. Saves nothing.

No e-mail contains what a visitor typed: spammers look for forms that e-mail their words to any
address.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import SafeMIMEMultipart, SafeMIMEText, forbid_multi_line_headers
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from signatures import tokens
from signatures.models import (
    CodeReservation,
    Endorsement,
    OutgoingMail,
    Signature,
    TextVersion,
    User,
)

# Relations an e-mail is made from; callers select them together with the rows to send.
ABOUT = ["signature__statement", "signature__text_version", "signature__code_reservation"]
ABOUT += ["endorsement__statement"]


@dataclasses.dataclass(frozen=True)
class Addressed:
    """An e-mail with its secrets, which are stored nowhere else.

    With a ``code``, ``link`` confirms a signature. Without one, it leads to the signatory's own
    signature, confirms an endorsement or answers an audit. ``own_links`` pairs each signature of
    the mailbox with its own link, for an e-mail about all of them.
    """

    outgoing: OutgoingMail
    link: str
    code: str
    own_links: tuple[tuple[Signature, str], ...] = ()
    account: "AccountMail | None" = None


class AccountMail(NamedTuple):
    """An e-mail to someone with an account. Its templates' names begin with ``template``."""

    to: str
    template: str
    context: dict[str, Any]


class Own(NamedTuple):
    """The values that differ between e-mails of one wording."""

    link: str
    code: str
    to: str
    message_id: str


A_SECOND = timedelta(seconds=1)  # so that an hour that has just begun counts as a whole one

# Random placeholders for these values in a wording, so that no one can guess them.
PLACES = Own(*(tokens.new_link() for _ in Own._fields))


class Wording(NamedTuple):
    """An e-mail as everyone who signed this text gets it, with PLACES for what differs.

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
    """An e-mail that may have a prepared MIME form, whose creation is the slowest step."""

    mime = ""

    def message(self) -> Mime | SafeMIMEText | SafeMIMEMultipart:
        return Mime(self.mime) if self.mime else super().message()


def send(
    addressed: Addressed, connection: BaseEmailBackend, wordings: dict[object, Wording]
) -> None:
    """Hand an e-mail to the mail server. ``wordings`` caches the wordings of this batch.

    Raises smtplib.SMTPException or OSError when the server does not accept it.
    """
    if addressed.account:
        connection.send_messages([_account_message(addressed, addressed.account)])
        return
    outgoing = addressed.outgoing
    text, address = _text_and_address(outgoing)
    if addressed.own_links:  # no other e-mail has this wording
        wording = _wording(outgoing, text, addressed.own_links)
    else:
        about = _about(outgoing).state, _signed_on(outgoing), _hours(outgoing)
        which = *_kind(outgoing), text.pk, *about
        wording = wordings.get(which) or wordings.setdefault(which, _wording(outgoing, text))
    own = Own(addressed.link, addressed.code, address, str(outgoing.message_id))
    connection.send_messages([_message(wording, own)])


def link_ends(outgoing: OutgoingMail) -> datetime:
    """Return when a confirmation link sent now expires, at the latest when its row is deleted."""
    now, about = timezone.now(), _about(outgoing)
    first = about.asked_at if outgoing.endorsement else about.first_submitted_at or about.signed_at
    ends, deleted_at = now + settings.CONFIRM_WITHIN, first + settings.KEEP_PENDING
    return min(ends, deleted_at) if deleted_at > now else ends  # some rows outlive KEEP_PENDING


def _hours(outgoing: OutgoingMail) -> int:
    return max(1, (link_ends(outgoing) - timezone.now() + A_SECOND) // timedelta(hours=1))


def send_alarm(
    outgoing: OutgoingMail, problems: Sequence[str], connection: BaseEmailBackend
) -> None:
    """E-mail the owners which scheduled jobs do not run. ``problems`` has a sentence for each.

    Raises smtplib.SMTPException or OSError when the server does not accept it.
    """
    context = {
        "problems": problems,
        "site_name": settings.SITE_NAME,
        "operation_url": settings.SITE_URL + reverse("desk_operation"),
    }
    subject = " ".join(render_to_string("emails/alarm.subject.txt", context).split())
    body = render_to_string("emails/alarm.txt", context)
    owners = list(User.objects.owners().values_list("email", flat=True))
    headers = _headers(str(outgoing.message_id))
    message = EmailMultiAlternatives(subject, body, to=owners, headers=headers)
    connection.send_messages([message])


def _wording(
    outgoing: OutgoingMail, text: TextVersion, own_links: Iterable[tuple[Signature, str]] = ()
) -> Wording:
    with translation.override(_interface_language(text)):
        context = {**_context(outgoing, text), "own_links": _own_addresses(own_links)}
        template = "vouched" if outgoing.kind.startswith("vouched_") else outgoing.kind
        subject, body, html = (
            render_to_string(f"emails/{template}.{ending}", context)
            for ending in ("subject.txt", "txt", "html")
        )
    wording = Wording(" ".join(subject.split()), body, html)
    mime = _message(wording, PLACES).message().as_bytes().decode()
    secrets = [body.count(each) + html.count(each) for each in (PLACES.link, PLACES.code)]
    is_whole = [mime.count(each) for each in PLACES] == [*secrets, 1, 1]
    return wording._replace(mime=mime) if is_whole else wording


def _interface_language(text: TextVersion) -> str:
    """Return the language of ``text`` if the site speaks it, else the site's own.

    A template declares its own language; a title declares the language of its statement.
    """
    spoken = dict(settings.LANGUAGES)
    return text.language if text.language in spoken else settings.LANGUAGE_CODE


def _own_addresses(own_links: Iterable[tuple[Signature, str]]) -> list[tuple[TextVersion, str]]:
    return [
        (each.text_version, settings.SITE_URL + reverse("manage", args=[link]))
        for each, link in own_links
    ]


def _message(wording: Wording, own: Own) -> Message:
    message = Message(
        subject=wording.subject,
        body=_filled(wording.text, own),
        to=[own.to],
        headers=_headers(own.message_id),
    )
    message.attach_alternative(_filled(wording.html, own), "text/html")
    _, to = forbid_multi_line_headers("To", own.to, "utf-8")
    message.mime = _filled(wording.mime, own._replace(to=to))
    return message


def _headers(message_id: str) -> dict[str, str]:
    return {
        "Message-ID": f"<{message_id}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }


def _account_message(addressed: Addressed, account: AccountMail) -> Message:
    site = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "sessions_url": settings.SITE_URL + reverse("usersessions_list"),
        "code": addressed.code,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "password_reset_url": addressed.link,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject, text, html = (
            render_to_string(f"{account.template}_{ending}", {**account.context, **site})
            for ending in ("subject.txt", "message.txt", "message.html")
        )
    subject = f"[{settings.SITE_NAME}] {' '.join(subject.split())}"
    message_id = str(addressed.outgoing.message_id)
    own = Own(addressed.link, addressed.code, account.to, message_id)
    return _message(Wording(subject, text.strip(), html), own)


def _filled(wording: str, own: Own) -> str:
    for place, each in zip(PLACES, own, strict=True):
        wording = wording.replace(place, each)
    return wording


def _about(outgoing: OutgoingMail) -> Signature | Endorsement:
    return outgoing.signature or outgoing.endorsement


def _kind(outgoing: OutgoingMail) -> tuple[str, bool]:
    """Return the kind, and whether the e-mail says that a guild's code did not count."""
    if outgoing.kind != OutgoingMail.Kind.THANK_YOU:
        return outgoing.kind, False
    signature = outgoing.signature
    reserved = hasattr(signature, "code_reservation")
    return outgoing.kind, (reserved and CodeReservation.objects.of_no_use(signature).exists())


def _signed_on(outgoing: OutgoingMail) -> date | None:
    """Return the date an audit e-mail names, else None. Each date needs a wording of its own."""
    is_audit = outgoing.kind == OutgoingMail.Kind.AUDIT
    return outgoing.signature.signed_at.date() if is_audit else None


def _text_and_address(outgoing: OutgoingMail) -> tuple[TextVersion, str]:
    """Return the text an e-mail is about, and the address it goes to."""
    if endorsement := outgoing.endorsement:
        texts = TextVersion.objects.filter(statement=endorsement.statement)
        return texts.current_first()[0], endorsement.contact_email
    return outgoing.signature.text_version, outgoing.signature.email


def _context(outgoing: OutgoingMail, text: TextVersion) -> dict[str, object]:
    about = _about(outgoing)
    context = {
        "text": text,
        "kind": outgoing.kind,
        "code_is_no_good": _kind(outgoing)[1],
        "state": about.state,
        "language": text.language,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact": settings.SITE_CONTACT,
        "statement_url": settings.SITE_URL + about.statement.get_absolute_url(),
        "hours": _hours(outgoing),
        "code_minutes": int(settings.CODE_WITHIN.total_seconds() // 60),
    }
    if outgoing.kind == OutgoingMail.Kind.CONFIRM:
        confirm_url = settings.SITE_URL + reverse("confirm", args=[PLACES.link])
        code_url = settings.SITE_URL + reverse("confirm_code")
        return {**context, "confirm_url": confirm_url, "code": PLACES.code, "code_url": code_url}
    if outgoing.kind == OutgoingMail.Kind.AUDIT:
        asked = {"asked_url": settings.SITE_URL + reverse("asked", args=[PLACES.link])}
        days = {"signed_on": _signed_on(outgoing), "days": settings.AUDIT_WITHIN.days}
        return {**context, **asked, **days}
    door = "confirm_endorsement" if outgoing.endorsement else "manage"
    url = settings.SITE_URL + reverse(door, args=[PLACES.link])
    return {**context, "endorse_url" if outgoing.endorsement else "manage_url": url}
