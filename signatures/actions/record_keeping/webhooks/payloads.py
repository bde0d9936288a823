"""Content of a webhook's call, taken from what is public when it is made.

Nothing about a person is sent without their consent to updates, and never an e-mail address.
"""

import json
from typing import Any

from signatures import tokens
from signatures.models import Signature, WebhookCall
from signatures.renditions import signatories

Event = WebhookCall.Event


def body(call: WebhookCall) -> str | None:
    """Return the JSON of ``call``, or None if it is no longer true and must not be sent."""
    data = _data(call)
    if data is None:
        return None
    told = {"statement": call.webhook.statement.slug, **data}
    envelope = {"type": call.event, "timestamp": call.created_at.isoformat(), "data": told}
    return json.dumps(envelope, ensure_ascii=False)


def _data(call: WebhookCall) -> dict[str, Any] | None:
    match call.event:
        case Event.PUBLISHED:
            return _published(call)
        case Event.WITHDRAWN:
            return _withdrawn(call)
        case Event.COUNTED:
            return {"signatories": call.number}
        case _:
            return {}


def _published(call: WebhookCall) -> dict[str, Any] | None:
    signature = _told_of(call)
    if signature is None:
        return None
    row = signatories.row(signature)
    return {
        "reference": tokens.reference(signature.public_id),
        "name": row.name or None,
        "credit": row.credit,
        "occupation": row.occupation,
        "country": row.country,
        "guilds": list(row.guilds),
        "verified_by": list(row.verified_by),
        "signed_at": row.signed_at.isoformat(),
    }


def _withdrawn(call: WebhookCall) -> dict[str, Any] | None:
    """Return what takes back an earlier call, if the receiver may have had one."""
    assert call.signature_id
    before = WebhookCall.objects.filter(
        webhook=call.webhook_id, signature=call.signature_id, event=Event.PUBLISHED, attempts__gt=0
    )
    if _told_of(call) is not None or not before.exists():
        return None
    signature = Signature.objects.get(pk=call.signature_id)
    return {
        "reference": tokens.reference(signature.public_id),
        "reason": _reason(signature),
    }


def _told_of(call: WebhookCall) -> Signature | None:
    """Return the signature if it is on the public list and the person wants updates."""
    listed = Signature.objects.listed(call.webhook.statement)
    return listed.filter(pk=call.signature_id, updates=True).first()


def _reason(signature: Signature) -> str:
    if signature.state == Signature.State.PUBLISHED:
        agrees = signature.updates and signature.display != Signature.Display.COUNTED
        return "names_hidden" if agrees else "consent_ended"
    is_withdrawn = signature.state == Signature.State.WITHDRAWN
    return "withdrawn" if is_withdrawn else "not_published"
