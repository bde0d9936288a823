"""ORCID iDs of signatories, linked by signing in at ORCID (OpenID Connect).

As with guilds, the answer is checked and thrown away: ``actions.guilds.sign_in.openid``. What
stays is the iD and the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signatures.actions.guilds.sign_in import openid
from signatures.actions.guilds.sign_in.openid import Attempt
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.actions.signing import changing
from signatures.actions.signing.linked_identities import orcid_ids
from signatures.actions.signing.linked_identities.sites import note
from signatures.errors import BadSignInError, UsedLinkError, UsedOrcidError
from signatures.models import LinkedOrcid, Signature, Statement, User
from signatures.models.linked_orcid import are_switched_on


@dataclass(frozen=True)
class Orcid:
    """ORCID's server, and what it knows this site by. Nothing but the iD is asked for."""

    issuer: str
    client_id: str
    secret: str
    scope: str = ""
    auth_method: str = ""
    max_age: int | None = None


def provider() -> Orcid | None:
    """Return ORCID's server, None if the operator has not connected the site with it."""
    if not settings.ORCID_CLIENT_ID or not settings.ORCID_CLIENT_SECRET:
        return None
    return Orcid(settings.ORCID_ISSUER, settings.ORCID_CLIENT_ID, settings.ORCID_CLIENT_SECRET)


def is_offered(statement: Statement) -> bool:
    """Tell whether signatories of ``statement`` can link an ORCID iD now."""
    return are_switched_on(statement) and provider() is not None


def of(signature: Signature) -> LinkedOrcid | None:
    """Return the ORCID iD linked with ``signature``, removed by organizers or not."""
    return LinkedOrcid.objects.filter(signature=signature).first()


def is_confirmed(signature: Signature) -> bool:
    return signature.state != Signature.State.PENDING


def signed_in(attempt: Attempt, query: Mapping[str, str], *, back: str) -> str:
    """Return the ORCID iD of someone who came back from ORCID with ``query``.

    Raises CancelledError, ProviderAwayError and BadSignInError.
    """
    server = provider()
    if server is None:
        raise UsedLinkError
    found = openid.identify(server, attempt, query, back=back).claims["sub"]
    if not orcid_ids.is_valid(found):
        raise BadSignInError("the token names no ORCID iD")
    return str(found)


@transaction.atomic
def link(link: str, orcid: str) -> None:
    """Link ``orcid``, with which the signatory has just signed in. May be repeated.

    Another one replaces it. Raises BrokenLinkError, UsedOrcidError if another signature of the
    statement has it, and UsedLinkError for a signature that is not confirmed, is withdrawn or
    not accepted, for a statement without ORCID iDs, and if organizers removed one.
    """
    signature = changing.locked(link)
    before = of(signature)
    may = is_offered(signature.statement) and is_confirmed(signature)
    if not may or (before and before.is_removed):
        raise UsedLinkError
    LinkedOrcid.objects.filter(signature=signature).delete()
    mine = LinkedOrcid(
        signature=signature,
        statement=signature.statement,
        orcid=orcid,
        signed_in_on=timezone.now().date(),
    )
    LinkedOrcid.objects.bulk_create([mine], ignore_conflicts=True)
    if of(signature) is None:
        raise UsedOrcidError  # and the former one stays
    note(signature, "ORCID iD linked by the signatory")


@transaction.atomic
def forget(link: str) -> bool:
    """Delete the linked ORCID iD; return False if there is none to delete.

    One that organizers removed stays removed. Raises BrokenLinkError and UsedLinkError.
    """
    signature = changing.locked(link)
    if not LinkedOrcid.objects.filter(signature=signature, is_removed=False).delete()[0]:
        return False
    note(signature, "ORCID iD removed by the signatory")
    return True


@transaction.atomic
def refuse(signature: Signature, *, by: User) -> bool:
    """Remove the ORCID iD of a signature, so that its signatory links no other. False if done.

    The log does not have the iD.
    """
    found = LinkedOrcid.objects.filter(signature=signature, is_removed=False)
    if not found.update(is_removed=True):
        return False
    audit_log.record_of(signature, by=by, from_state="linked ORCID iD", to_state="removed")
    page_cache.invalidate_on_commit()
    return True
