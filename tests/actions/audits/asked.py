"""Signatures drawn and asked by an audit, for the tests of this folder."""

from datetime import timedelta

from signatures.actions.audits import audits
from signatures.models import Audit, AuditedSignature
from tests.factories import make_link, make_signature


def people(text, number, **fields):
    return [make_signature(text, **fields) for _ in range(number)]


def drawn(audit):
    return set(AuditedSignature.objects.filter(audit=audit).values_list("signature", flat=True))


def ask(signature, by):
    """An audit that drew this signature; the link that its owner gets."""
    audits.start(signature.statement, percent=5, by=by)
    Audit.objects.filter(statement=signature.statement).update(ends_at=None)
    return make_link(signature, "audit", expires_in=timedelta(days=30))
