import sys
from email.utils import parseaddr
from smtplib import SMTPException
from typing import Any

from anymail.exceptions import AnymailError  # type: ignore[import-untyped] # no types
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from signatures.errors import DnsAwayError
from signatures.management import sender_domain

TEXT = """\
This is a test of the e-mail of {site}.

If you can read this, e-mail goes out. Look at the headers of this message: after
"Authentication-Results" they say whether SPF, DKIM and DMARC passed.

You get this e-mail because someone who runs {site} sent it to you.
{url}
"""


class Command(BaseCommand):
    help = "Send a test e-mail, and say what is missing in SPF, DKIM and DMARC of its sender."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where the test e-mail goes")
        parser.add_argument(
            "--selector",
            action="append",
            default=[],
            help="DKIM selector of the mail server; may be given several times",
        )

    def handle(self, *, address: str, selector: list[str], **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address} is not an e-mail address.") from None
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        went = self._send(address, sender)
        found = self._problems(sender.rpartition("@")[2].lower(), selector)
        for each in found:
            self.stdout.write(f"- {each}")
        if not found:
            self.stdout.write("SPF, DKIM and DMARC are there.")
        if found or not went:
            sys.exit(1)

    def _send(self, address: str, sender: str) -> bool:
        text = TEXT.format(site=settings.SITE_NAME, url=settings.SITE_URL)
        headers = {"Auto-Submitted": "auto-generated"}
        message = EmailMessage("Test e-mail", text, to=[address], headers=headers)
        try:
            message.send()
        except (SMTPException, OSError, AnymailError) as error:
            self.stdout.write(f"The e-mail from {sender} was not accepted: {error}")
            return False
        self.stdout.write(f"The mail server accepted an e-mail from {sender}. See if it arrives.")
        return True

    def _problems(self, domain: str, selectors: list[str]) -> list[str]:
        try:
            return sender_domain.problems(domain, selectors)
        except DnsAwayError:
            return ["No DNS server answered, so SPF, DKIM and DMARC are not known."]
