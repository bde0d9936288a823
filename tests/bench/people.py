"""People who sign in the benchmark, each with their own mailbox and network address."""

from datetime import timedelta
from itertools import count
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from signatures import tokens
from signatures.models import Signature, TextVersion, Token
from signatures.models.signature import found_by
from tests.bench.stage import SLUG

numbers = count(1)


def text(database="default"):
    found = TextVersion.objects.using(database).select_related("statement")
    return found.get(statement__slug=SLUG)


class Forms:
    """Completed forms. Make one early: its time stamp is valid only after a few seconds."""

    def __init__(self):
        self.text_sha256, self.stamp = text().text_sha256, tokens.new_stamp()

    def some(self, number, path=f"/{SLUG}/sign/"):
        """Return `number` forms, each (path, body, address)."""
        return [(path, self.body(mailbox), address) for mailbox, address in people(number)]

    def body(self, mailbox, name="Ada Example"):
        return urlencode(
            {
                "name": name,
                "email": mailbox,
                "credit": f"Composer, “Paper Boats”, {mailbox.partition('@')[0]}",
                "occupation": "composer",
                "country": "SE",
                "display": "full",
                "consent_sign": "on",
                "consent_publish": "on",
                "website": "",
                "text_sha256": self.text_sha256,
                "stamp": self.stamp,
                "invitation": "",
            }
        )


def people(number):
    for _ in range(number):
        one = next(numbers)
        # Many e-mail domains, so that the site sees no burst from one of them.
        yield (
            f"signer{one}@d{one % 1000}.example.org",
            f"10.{one >> 16 & 255}.{one >> 8 & 255}.{one & 255}",
        )


def pressed_buttons(number, database="default"):
    """Add pending signatures and return the posts that confirm them: (path, body, address)."""
    wording, now = text(database), timezone.now()
    found = found_by("Ada Example", "", "full")
    mailboxes = dict(people(number))
    signatures = Signature.objects.using(database).bulk_create(
        Signature(
            statement=wording.statement,
            text_version=wording,
            name="Ada Example",
            email=each,
            mailbox=each,
            mailbox_soft=each,
            signed_at=now,
            **found,
        )
        for each in mailboxes
    )
    links = [tokens.new_link() for _ in signatures]
    Token.objects.using(database).bulk_create(
        Token(
            sha256=tokens.link_hash(link),
            purpose=Token.Purpose.CONFIRM,
            signature=signature,
            email=signature.email,
            expires_at=now + timedelta(hours=72),
        )
        for link, signature in zip(links, signatures, strict=True)
    )
    addresses = mailboxes.values()
    paths = (reverse("confirm", args=[link]) for link in links)
    return [(path, "", address) for path, address in zip(paths, addresses, strict=True)]
