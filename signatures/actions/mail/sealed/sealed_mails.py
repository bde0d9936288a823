"""E-mails to addresses that no signature has: of people named on a list, or a new address.

The address and the links lie encrypted in the row of the e-mail until that is sent or given up.
"""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from signatures import mail, tokens
from signatures.models import AddressChange, IdentityClaim, OutgoingMail, Signature, TextVersion

PURPOSE = "sealed mail"
Kind = OutgoingMail.Kind
State = IdentityClaim.State
# The model of the row that an e-mail needs, if any: its links are dead without it.
NEEDED: dict[str, type[models.Model]] = {
    Kind.CLAIM: IdentityClaim,
    Kind.CLAIM_NO: IdentityClaim,
    Kind.OLD_ADDRESS: AddressChange,
    Kind.NEW_ADDRESS: AddressChange,
    Kind.TAKEN_ADDRESS: AddressChange,
}
CLAIM_STATE_TOLD = {Kind.CLAIM: State.UNCONFIRMED, Kind.CLAIM_NO: State.REFUSED}


def queue(
    kind: OutgoingMail.Kind,
    *,
    to: str,
    text: TextVersion,
    about: int | None = None,
    later: bool = False,
    **values: Any,
) -> None:
    """Queue an e-mail to the address ``to`` about ``text``. Wake the worker after the commit.

    ``about`` is the id of the row that NEEDED names. With ``later`` it waits as long as an e-mail
    about a decision, which can be undone meanwhile. ``values`` are what its templates show; a path
    of this site becomes an address.
    """
    content = {"to": to, "text": text.pk, "about": about, "values": values}
    due_at = timezone.now() + settings.DECISIONS_TOLD_AFTER if later else timezone.now()
    sealed = tokens.seal(json.dumps(content), purpose=PURPOSE)
    OutgoingMail.objects.create(kind=kind, due_at=due_at, sealed=sealed)


def may_have(outgoing: OutgoingMail) -> bool:
    """Tell whether to send the e-mail: a key opens it, and what it says is still true."""
    content = _opened(outgoing)
    if not TextVersion.objects.filter(pk=content.get("text", 0)).exists():
        return False
    if outgoing.kind == Kind.CLAIM_YES:
        undone = IdentityClaim.objects.filter(pk=content["about"]).exclude(state=State.UPHELD)
        return not (undone.exists() or _is_listed(content["values"]["signature"]))
    needed = NEEDED.get(outgoing.kind)
    if needed is None:
        return True
    rows = needed._base_manager.filter(pk=content["about"])
    if told := CLAIM_STATE_TOLD.get(Kind(outgoing.kind)):
        rows = rows.filter(state=told)
    return rows.exists()


def address(outgoing: OutgoingMail) -> mail.DirectMail:
    """Return the address and values of the e-mail."""
    content = _opened(outgoing)
    text = TextVersion.objects.select_related("statement").get(pk=content["text"])
    values = {name: _absolute(each) for name, each in content["values"].items()}
    if "own_links" in values:
        values["own_links"] = _own_links(values["own_links"])
    context = {"text": text, "language": text.language, **values}
    return mail.DirectMail((content["to"],), context, language=text.language)


def _is_listed(signature: int) -> bool:
    published = Signature.objects.filter(pk=signature, state=Signature.State.PUBLISHED)
    return published.filter(display__in=Signature.NAMED).exists()


def _absolute(value: Any) -> Any:
    is_path = isinstance(value, str) and value.startswith("/")
    return settings.SITE_URL + value if is_path else value


def _own_links(stored: list[tuple[Any, ...]]) -> list[tuple[TextVersion, str, str]]:
    """Return text, address and reference of each; e-mails of an earlier release have no third."""
    texts = TextVersion.objects.in_bulk([pk for pk, *_ in stored])
    return [
        (texts[pk], settings.SITE_URL + path, "".join(reference))
        for pk, path, *reference in stored
        if pk in texts
    ]


def _opened(outgoing: OutgoingMail) -> dict[str, Any]:
    opened = tokens.unseal(outgoing.sealed, purpose=PURPOSE) if outgoing.sealed else None
    return json.loads(opened) if opened else {}
