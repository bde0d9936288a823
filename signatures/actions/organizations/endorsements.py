"""Endorsements by organizations: request, confirmation by e-mail, decision."""

import dataclasses
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.evidence.recording import anew_before
from signatures.actions.mail import delivery, links, mailbox_limits
from signatures.actions.organizations import decision_mails, organizations
from signatures.actions.record_keeping import audit_log, page_cache, rate_limits
from signatures.actions.signing.sign import Source
from signatures.errors import ClosedStatementError, FloodError
from signatures.models import (
    Decision,
    Endorsement,
    Organization,
    OutgoingMail,
    Statement,
    TextVersion,
    User,
)
from signatures.text import websites
from signatures.text.folding import folded

State = Endorsement.State
Kind = OutgoingMail.Kind
LAST = 1000  # the position of those that no one has sorted yet


@dataclasses.dataclass(frozen=True)
class EndorsementInput:
    """The cleaned input of the endorsement form. A ``logo`` comes with permission to show it."""

    name: str
    kind: str
    website: str
    contact_name: str
    contact_role: str
    email: str
    represents: str = ""
    logo: File | None = None

    def organization(self) -> Organization:
        return Organization(
            name=self.name,
            kind=self.kind,
            website=self.website,
            represents=self.represents,
            logo=self.logo or "",
            mark_permitted_by=f"{self.contact_name}, {self.contact_role}" if self.logo else "",
            mark_permitted_at=timezone.now() if self.logo else None,
        )


def admit(source: Source) -> None:
    """Count a form from ``source``. Raises FloodError if there were too many of them.

    Call before reading the form: a picture costs more to read than to send.
    """
    if source.shared:
        return
    most = settings.ENDORSE_LIMITS
    if over := rate_limits.exceeded(rate_limits.count(f"endorse {source.limited}", most), most):
        raise FloodError(over)


def ask(asked: EndorsementInput, *, on: TextVersion) -> None:
    """Record a request to endorse for an organization, and queue its e-mail.

    Returns nothing, so that no one learns whether the organization is known but not published.
    An organization, identified by its folded name, has one endorsement of a statement. Until
    a link is confirmed, the last input counts and voids links sent to other addresses. Raises
    ClosedStatementError.
    """
    if not on.statement.is_open:
        raise ClosedStatementError(on)
    with transaction.atomic():
        endorsement = _record(asked, on.statement)
        asks = endorsement is not None and mailbox_limits.may_hear(asked.email, of=on.statement_id)
        kind = Kind.ENDORSE if asks else Kind.NOTHING
        OutgoingMail.objects.create(endorsement=endorsement, kind=kind)
        transaction.on_commit(delivery.wake, robust=True)


def confirm(link: str) -> Endorsement:
    """Confirm the address that an e-mailed link was sent to; then an organizer decides.

    May be repeated. Raises BrokenLinkError, ExpiredLinkError and UsedLinkError. Stays pending
    if someone changes the request after the link is read and before this write.
    """
    endorsement = links.follow_endorsement(link)
    Endorsement.objects.filter(
        pk=endorsement.pk,
        state=State.PENDING,
        organization=endorsement.organization,  # a changed request has another row
        contact_email=endorsement.contact_email,
    ).update(state=State.HELD, confirmed_at=timezone.now())
    endorsement.refresh_from_db()
    return endorsement


@transaction.atomic
def enter(
    organization: Organization, *, of: Statement, position: int = LAST, by: User | None = None
) -> Endorsement:
    """Save an organization and its endorsement, entered by organizers without a contact.

    No one is e-mailed. It is shown once ``publish`` is called.
    """
    organization.save(force_insert=True)
    entered = Endorsement.objects.create(statement=of, organization=organization, position=position)
    _log(entered, to_state="entered", by=by)
    return entered


def publish(endorsement: Endorsement, *, by: User | None, reason: str = "") -> bool:
    """Publish an endorsement that was confirmed or entered by organizers; False for others."""
    confirmed = Q(state__in=[State.HELD, State.REJECTED], confirmed_at__isnull=False)
    entered = Q(state__in=[State.PENDING, State.REJECTED], contact_email="")
    return _decide(endorsement, confirmed | entered, State.PUBLISHED, by=by, reason=reason)


def refuse(endorsement: Endorsement, *, by: User | None, reason: str = "") -> bool:
    """Reject an endorsement that is held, published or entered by organizers; False for others."""
    waits = Q(state__in=[State.HELD, State.PUBLISHED])
    entered = Q(state=State.PENDING, contact_email="")
    return _decide(endorsement, waits | entered, State.REJECTED, by=by, reason=reason)


@transaction.atomic
def _decide(
    endorsement: Endorsement, before: Q, after: str, *, by: User | None, reason: str
) -> bool:
    """Move to state ``after`` if ``before`` is true. Of two decisions at once, one takes effect."""
    waiting = Endorsement.objects.filter(before, pk=endorsement.pk)
    found = waiting.select_related("organization", "statement").select_for_update(of=["self"])
    decided = found.first()
    if decided is None:
        return False
    now = timezone.now()
    published_at = now if after == State.PUBLISHED else None
    Endorsement.objects.filter(pk=decided.pk).update(
        state=after, published_at=published_at, decided_at=now
    )
    decision_mails.queue(decided, after)
    _log(decided, from_state=decided.state, to_state=after, by=by, reason=reason)
    page_cache.invalidate_on_commit()
    return True


def _log(endorsement: Endorsement, **line: Any) -> None:
    """Write a line of the log, never with the contact, who is a person."""
    name, statement = endorsement.organization.name, endorsement.statement
    audit_log.record(Decision.About.ENDORSEMENT, subject=name, statement=statement, **line)


def _record(asked: EndorsementInput, statement: Statement) -> Endorsement | None:
    """Add the endorsement or update a pending one; return None if it is no longer pending."""
    # One request at a time; FOR NO KEY UPDATE, so that signing does not wait for it.
    Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    names = statement.endorsements.values_list("pk", "organization__name")
    same = [pk for pk, name in names if folded(name) == folded(asked.name)]
    if not same:
        return _write(Endorsement(statement=statement), asked)
    waiting = Endorsement.objects.filter(pk__in=same, state=State.PENDING)
    endorsement = waiting.exclude(contact_email="").select_for_update().first()
    if endorsement is None:
        return None
    before = endorsement.organization
    is_another = endorsement.contact_email != asked.email
    if is_another:
        endorsement.mails.unsent().update(kind=Kind.NOTHING)
    if is_another or endorsement.asked_at < anew_before():
        endorsement.asked_at = timezone.now()
    _write(endorsement, asked)
    organizations.drop(before)
    return endorsement


def _write(endorsement: Endorsement, asked: EndorsementInput) -> Endorsement:
    """Save with a new organization, as an existing one may be public elsewhere already."""
    endorsement.organization = asked.organization()
    endorsement.organization.save(force_insert=True)
    endorsement.contact_name = asked.contact_name
    endorsement.contact_role = asked.contact_role
    endorsement.contact_email = asked.email
    endorsement.same_domain = websites.is_at(asked.email, asked.website)
    endorsement.save()
    return endorsement
