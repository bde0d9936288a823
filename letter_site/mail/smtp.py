"""E-mail backend for an SMTP server. It takes plain addresses as they are."""

import re
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.message import sanitize_address

# sanitize_address returns such an address as it is, after taking it apart by all rules of RFC 5322.
WORD = r"[a-z0-9_+-]+"
PLAIN = re.compile(rf"{WORD}(\.{WORD})*@{WORD}(\.{WORD})*", re.ASCII | re.IGNORECASE)


class EmailBackend(smtp.EmailBackend):
    """Django's backend, with a ``_send`` for addresses that are mostly plain."""

    def _send(self, email_message: EmailMessage) -> bool:
        recipients = email_message.recipients()
        if not recipients or self.connection is None or self.fail_silently:
            return super()._send(email_message)  # type: ignore[misc]  # not in the stubs
        encoding = email_message.encoding or settings.DEFAULT_CHARSET
        sender, *to = (_clean(each, encoding) for each in (email_message.from_email, *recipients))
        self.connection.sendmail(sender, to, email_message.message().as_bytes(linesep="\r\n"))
        return True


def _clean(address: str, encoding: str) -> str:
    return address if PLAIN.fullmatch(address) else _apart(address, encoding)


@lru_cache(maxsize=1)  # the site's own, which has a name in front
def _apart(address: str, encoding: str) -> str:
    return sanitize_address(address, encoding)
