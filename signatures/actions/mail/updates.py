"""Content of the e-mails with an update, and the link in them that stops updates."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from signatures import mail, tokens
from signatures.errors import BrokenLinkError
from signatures.models import OutgoingMail, Signature, Update
from signatures.renditions.texts import letter
from signatures.renditions.texts import updates as rendered

PURPOSE = "unsubscribe"


def envelope(outgoing: OutgoingMail, update: Update) -> mail.Envelope:
    """Return the e-mail with ``update``, with a new link and one to stop updates."""
    signature = mail.signature_of(outgoing)
    return mail.Envelope(
        outgoing,
        link=tokens.new_link(),
        unsubscribe=unsubscribe_token(signature),
        values=words(update),
    )


def words(update: Update) -> dict[str, Any]:
    """Return the values that the templates of the e-mail show of ``update``."""
    path = reverse("updates", args=[update.statement.slug])
    return {
        "update_title": update.title,
        "update_text": update.text,
        "update_html": letter.html(update.text),
        "update_language": update.statement.language,
        "update_url": f"{settings.SITE_URL}{path}#{rendered.anchor(update)}",
    }


def unsubscribe_token(signature: Signature) -> str:
    """Return a token that stops updates for ``signature``. It works for ever and does no more."""
    return tokens.seal(signature.public_id.hex, purpose=PURPOSE)


def follow(token: str) -> Signature | None:
    """Return the signature of ``token``, with its text and statement; None if it is gone.

    Raises BrokenLinkError for a token that is not ours.
    """
    related = Signature.objects.select_related("text_version", "statement")
    return related.filter(public_id=_read(token)).first()


@transaction.atomic
def unsubscribe(token: str) -> Signature | None:
    """Stop updates for the signature of ``token`` and return it; None if it is gone.

    May be repeated. Raises BrokenLinkError for a token that is not ours.
    """
    Signature.objects.filter(public_id=_read(token), updates=True).update(updates=False)
    return follow(token)


def _read(token: str) -> UUID:
    opened = tokens.unseal(token, purpose=PURPOSE)
    if opened is None:
        raise BrokenLinkError
    return UUID(opened)
