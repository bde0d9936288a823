"""E-mails that confirm the end of a signature, to people whose address is erased with it.

The address lies encrypted in the row of the e-mail until that is sent or given up.
"""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from signatures import mail, tokens
from signatures.actions.mail import suppressions
from signatures.models import OutgoingMail, Signature, TextVersion

PURPOSE = "last mail"


def queue(kind: OutgoingMail.Kind, signature: Signature, *, is_erased: bool = True) -> None:
    """Queue the e-mail to the address of ``signature``, if it has one.

    Call it in the transaction of the change it tells of, and wake the worker after that.
    """
    if not signature.email:
        return
    content = {
        "to": signature.email,
        "text": signature.text_version_id,
        "reference": tokens.reference(signature.public_id),
        "is_erased": is_erased,
        "allow": suppressions.allow_token(signature),
    }
    OutgoingMail.objects.create(kind=kind, sealed=tokens.seal(json.dumps(content), purpose=PURPOSE))


def may_have(outgoing: OutgoingMail) -> bool:
    """Tell whether the e-mail can be sent: a key opens it and its wording still exists."""
    return _text(_opened(outgoing)) is not None


def address(outgoing: OutgoingMail) -> mail.DirectMail:
    """Return the address and values of the e-mail."""
    content = _opened(outgoing)
    text = _text(content)
    assert text is not None  # noqa: S101 - ``may_have`` was asked first
    statement = text.statement
    context = {
        "text": text,
        "language": text.language,
        "reference": content["reference"],
        "is_erased": content["is_erased"],
        "allow_url": settings.SITE_URL + reverse("allow_again", args=[content["allow"]]),
        "sign_url": settings.SITE_URL + statement.get_absolute_url() if statement.is_public else "",
    }
    return mail.DirectMail((content["to"],), context, language=text.language)


def _opened(outgoing: OutgoingMail) -> dict[str, Any]:
    opened = tokens.unseal(outgoing.sealed, purpose=PURPOSE) if outgoing.sealed else None
    return json.loads(opened) if opened else {}


def _text(content: dict[str, Any]) -> TextVersion | None:
    texts = TextVersion.objects.select_related("statement")
    return texts.filter(pk=content.get("text", 0)).first()
