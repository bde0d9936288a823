"""Rows for the site under test; Site.seed runs one of these in the site's own database."""

from allauth.mfa.models import Authenticator
from django.utils import timezone

from signatures import tokens
from signatures.models import (
    Attestation,
    GuildCode,
    Occupation,
    OutgoingMail,
    Signature,
    Suppression,
)
from tests.factories import (
    SECRET,
    make_codes,
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
)

PASSWORD = "correct horse battery"

SENTENCE = "We ask that nobody’s likeness be used without being asked."
LETTER = """\
We write for those whose faces and voices are the work.

## What has happened

A scan made on one day of work has turned up in another film. *Nobody asked.*

## What we ask

1. Ask before you scan.
2. Ask again before each new use.
3. Pay for both.

> A face is not a file.

It is a short list, and every point of it can be kept from tomorrow on.
"""


def statements():
    """A sentence on the front page, a long letter, and one that is looked at first."""
    Occupation.objects.get_or_create(slug="stunt-performer", name="Stunt performer")
    sentence = make_text(slug="ask-first", title="Ask first", text=SENTENCE, front_page=True)
    letter = make_text(slug="open-letter", title="To those who hold the scans", text=LETTER)
    make_text(slug="looked-at", title="Looked at first", moderation="before")
    for text in (sentence, letter):
        for name in ("Ada Example", "李安", "فاطمة المثال", "Nuala Ní Shampla"):
            make_signature(text, name=name, credit="Composer")
        make_signature(text, name="Withheld Example", display="anonymous")
        make_signature(text, name="Pending Example", state="pending")


def statement(slug):
    make_text(slug=slug, title=f"Statement {slug}")


def kinds(slug, number):
    """``number`` addresses of each kind a form can be sent with; the new ones need no row."""
    text = make_text(slug=slug)
    now = timezone.now()
    proven = {"attested_at": now, "published_at": now}
    mine = {"statement": text.statement, "text_version": text, "name": "Ada Example"}
    made = Signature.objects.bulk_create(
        Signature(**mine, **_addressed(f"{state}-{each}@example.org"), state=state, **fields)
        for state, fields in (("pending", {}), ("published", proven))
        for each in range(int(number))
    )
    OutgoingMail.objects.bulk_create(
        OutgoingMail(signature=each, kind="confirm", sent_at=now) for each in made
    )
    Attestation.objects.bulk_create(
        Attestation(signature=each, method="email") for each in made if each.attested_at
    )
    Suppression.objects.bulk_create(
        Suppression(
            statement=text.statement,
            mailbox_hash=tokens.fingerprint(f"blocked-{each}@example.org", purpose="mailbox"),
            reason="disowned",
        )
        for each in range(int(number))
    )


def _addressed(email):
    return {"email": email, "mailbox": email, "mailbox_soft": email}


def guild(slug):
    """A guild that hands out codes, its officer and an owner, who sign in with PASSWORD."""
    for user in _guild(slug)[1:]:
        user.set_password(PASSWORD)
        user.save()
        Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})


def code(slug, code):
    """A guild of which one code is ``code``, for everybody to fight over."""
    made, officer, owner = _guild(slug)
    batch, _ = make_codes(made, size=5, officer=officer, owner=owner)
    GuildCode.objects.filter(batch=batch, number=1).delete()
    sha256 = tokens.guild_code_hash(tokens.read_guild_code(code))
    GuildCode.objects.create(batch=batch, number=1, sha256=sha256)


def _guild(slug):
    made = make_guild(slug=slug, name=f"Guild of {slug}", members=100)
    officer = make_officer(made, email=f"officer@{slug}.example")
    return made, officer.user, make_organizer(email=f"owner@{slug}.example")
