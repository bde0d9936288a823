"""The test inbox: an e-mail backend that writes files, which /mailbox/ shows."""

import secrets
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """A backend that writes each e-mail to MAILBOX_DIR as ``<milliseconds>-<random>.eml``."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns() // 1_000_000}-{secrets.token_hex(4)}"
            unfinished = settings.MAILBOX_DIR / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(settings.MAILBOX_DIR / f"{name}.eml")
        return len(email_messages)
