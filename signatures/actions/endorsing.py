"""Endorsements by organizations: asked for, confirmed by mail, decided by an organizer."""

import dataclasses
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from signatures.actions import delivery, freshness, limits, links, mailboxes
from signatures.actions.signing import Source
from signatures.errors import ClosedStatementError, FloodError
from signatures.models import Endorsement, Organization, OutgoingMail, Statement, TextVersion
from signatures.text import addresses, websites
from signatures.text.folding import folded

State = Endorsement.State
Kind = OutgoingMail.Kind


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
    if over := limits.exceeded(limits.count(f"endorse {source.limited}", most), most):
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
        asks = endorsement is not None and _may_hear(endorsement)
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
def enter(organization: Organization, *, of: Statement, position: int) -> Endorsement:
    """Save an organization and its endorsement as organizers know it: without a contact.

    Nobody is mailed; ``publish`` takes it from there.
    """
    organization.save(force_insert=True)
    return Endorsement.objects.create(statement=of, organization=organization, position=position)


def publish(endorsement: Endorsement) -> bool:
    """Publish what was confirmed, or what organizers entered themselves; False for the rest."""
    confirmed = Q(state__in=[State.HELD, State.REJECTED], confirmed_at__isnull=False)
    entered = Q(state__in=[State.PENDING, State.REJECTED], contact_email="")
    now = timezone.now()
    return _move(endorsement, confirmed | entered, state=State.PUBLISHED, published_at=now)


def refuse(endorsement: Endorsement) -> bool:
    """Refuse what waits or is published; False for the rest."""
    before = Q(state__in=[State.HELD, State.PUBLISHED])
    return _move(endorsement, before, state=State.REJECTED, published_at=None)


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in settings.KEEP_PENDING; return how many. Repeatable."""
    old = Endorsement.objects.filter(
        state=State.PENDING, asked_at__lt=timezone.now() - settings.KEEP_PENDING
    ).exclude(contact_email="")
    forgotten = 0
    for endorsement in old.select_related("organization"):
        with transaction.atomic():
            same = Endorsement.objects.filter(pk=endorsement.pk, state=State.PENDING)
            forgotten += bool(same.delete()[0])
            _drop(endorsement.organization)
    return forgotten


def _move(endorsement: Endorsement, before: Q, **after: object) -> bool:
    moved = Endorsement.objects.filter(before, pk=endorsement.pk).update(**after) == 1
    if moved:
        freshness.renew_after_commit()
    return moved


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
    if endorsement.contact_email != asked.email:
        endorsement.mails.unsent().update(kind=Kind.NOTHING)
    _write(endorsement, asked)
    _drop(before)
    return endorsement


def _write(endorsement: Endorsement, asked: Asked) -> Endorsement:
    """Save with a new organization: one that is there may be public elsewhere already."""
    endorsement.organization = asked.organization()
    endorsement.organization.save(force_insert=True)
    endorsement.contact_name = asked.contact_name
    endorsement.contact_role = asked.contact_role
    endorsement.contact_email = asked.email
    endorsement.same_domain = websites.is_at(asked.email, asked.website)
    endorsement.asked_at = timezone.now()
    endorsement.save()
    return endorsement


def _may_hear(endorsement: Endorsement) -> bool:
    """Count for the mailbox and not for the row: others may have asked by the same row."""
    mailbox, statement = addresses.mailbox(endorsement.contact_email), endorsement.statement_id
    most = settings.MAILBOX_LIMITS_STATEMENT
    hits = limits.count(f"endorse {statement} {mailbox}", most)
    return mailboxes.may_hear(endorsement.contact_email, of=statement) and not limits.exceeded(
        hits, most
    )


def _drop(organization: Organization) -> None:
    """Delete an organization that endorses nothing, and its logo once that is certain."""
    if organization.endorsements.exists():
        return
    organization.delete()
    if organization.logo:
        delete = partial(organization.logo.storage.delete, organization.logo.name)
        transaction.on_commit(delete, robust=True)
