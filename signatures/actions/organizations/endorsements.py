"""Endorsements by organizations: asked for, confirmed by mail, decided by an organizer."""

import dataclasses
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions.evidence.recording import anew_before
from signatures.actions.mail import delivery, links, mailbox_limits
from signatures.actions.organizations import organizations
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
LAST = 1000  # the position of those that nobody has put in an order


@dataclasses.dataclass(frozen=True)
class Asked:
    """What somebody typed for an organization, cleaned. With a ``logo``, permission to show it."""

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
    """Count a form from ``source``. Raises FloodError when there were too many of them.

    Call before the form is looked at: a picture costs more to read than to send.
    """
    if source.shared:
        return
    most = settings.ENDORSE_LIMITS
    if over := rate_limits.exceeded(rate_limits.count(f"endorse {source.limited}", most), most):
        raise FloodError(over)


def ask(asked: Asked, *, on: TextVersion) -> None:
    """Record that somebody asks for an organization's endorsement, and queue the mail.

    Returns nothing, whether or not the organization stands there already: what organizers have
    not published is nobody's business. An organization, which is to say its folded name, asks
    once a statement. Until a link is pressed, the last words count and void the links that
    other addresses got. Raises ClosedStatementError.
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
    """Confirm the address that a mailed link was sent to; from now on an organizer decides.

    May be repeated. Raises BrokenLinkError, ExpiredLinkError and UsedLinkError. Stays pending
    when somebody changed the words between the reading of the link and this.
    """
    endorsement = links.follow_endorsement(link)
    Endorsement.objects.filter(
        pk=endorsement.pk,
        state=State.PENDING,
        organization=endorsement.organization,  # other words are another row
        contact_email=endorsement.contact_email,
    ).update(state=State.HELD, confirmed_at=timezone.now())
    endorsement.refresh_from_db()
    return endorsement


@transaction.atomic
def enter(
    organization: Organization, *, of: Statement, position: int = LAST, by: User | None = None
) -> Endorsement:
    """Save an organization and its endorsement as organizers know it: without a contact.

    Nobody is mailed; ``publish`` takes it from there.
    """
    organization.save(force_insert=True)
    entered = Endorsement.objects.create(statement=of, organization=organization, position=position)
    _log(entered, to_state="entered", by=by)
    return entered


def publish(endorsement: Endorsement, *, by: User | None, reason: str = "") -> bool:
    """Publish what was confirmed, or what organizers entered themselves; False for the rest."""
    confirmed = Q(state__in=[State.HELD, State.REJECTED], confirmed_at__isnull=False)
    entered = Q(state__in=[State.PENDING, State.REJECTED], contact_email="")
    return _decide(endorsement, confirmed | entered, State.PUBLISHED, by=by, reason=reason)


def refuse(endorsement: Endorsement, *, by: User | None, reason: str = "") -> bool:
    """Refuse what waits or is published, entered by organizers or not; False for the rest."""
    waits = Q(state__in=[State.HELD, State.PUBLISHED])
    entered = Q(state=State.PENDING, contact_email="")
    return _decide(endorsement, waits | entered, State.REJECTED, by=by, reason=reason)


@transaction.atomic
def _decide(
    endorsement: Endorsement, before: Q, after: str, *, by: User | None, reason: str
) -> bool:
    """Move to state ``after`` what is as ``before`` says: of two who decide at once, one does."""
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
    _log(decided, from_state=decided.state, to_state=after, by=by, reason=reason)
    page_cache.invalidate_on_commit()
    return True


def _log(endorsement: Endorsement, **line: Any) -> None:
    """Write a line of the log. Never the contact: it is a person."""
    name, statement = endorsement.organization.name, endorsement.statement
    audit_log.record(Decision.About.ENDORSEMENT, subject=name, statement=statement, **line)


def _record(asked: Asked, statement: Statement) -> Endorsement | None:
    """Add the endorsement, or give a pending one these words. None: it is past that."""
    # One asker at a time; FOR NO KEY UPDATE, which nobody who signs has to wait for.
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


def _write(endorsement: Endorsement, asked: Asked) -> Endorsement:
    """Save with a new organization: one that is there may be public elsewhere already."""
    endorsement.organization = asked.organization()
    endorsement.organization.save(force_insert=True)
    endorsement.contact_name = asked.contact_name
    endorsement.contact_role = asked.contact_role
    endorsement.contact_email = asked.email
    endorsement.same_domain = websites.is_at(asked.email, asked.website)
    endorsement.save()
    return endorsement
