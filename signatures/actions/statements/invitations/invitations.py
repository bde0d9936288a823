"""Invitations to sign a statement before it is public, and the links that open it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from signatures import tokens
from signatures.actions.notables import headings
from signatures.actions.record_keeping import audit_log
from signatures.errors import StaleEditError
from signatures.models import Decision, Invitation, NotableHeading, Statement, User
from signatures.text import addresses, folding

PURPOSE = "invitation"
LONGEST = 254  # of Invitation.mailbox
Kind = Invitation.Kind


class Person(NamedTuple):
    """Someone to invite. Without an address, organizers hand over the link themselves."""

    name: str
    email: str = ""


class Invited:
    """The mailboxes that were invited to a statement, each with the names of its people."""

    def __init__(self, statement: Statement) -> None:
        self.shares = statement.shares_mailboxes
        there = Invitation.objects.filter(statement=statement).exclude(mailbox="")
        self.names = {
            key: folding.folded(name) for key, name in there.values_list("mailbox", "name")
        }

    def add(self, person: Person) -> str:
        """Note ``person`` and return their Invitation.mailbox, "" if they cannot be invited.

        A second person at a mailbox needs another name, as for signing. No third is invited.
        """
        keys = addresses.keys(addresses.mailbox(person.email))[: 2 if self.shares else 1]
        name = folding.folded(person.name)
        free = [each for each in keys if each not in self.names and len(each) <= LONGEST]
        if not free or name in [self.names.get(each) for each in keys]:
            return ""
        self.names[free[0]] = name
        return free[0]


@transaction.atomic
def invite(
    statement: Statement, people: Sequence[Person], *, heading: str = "", by: User
) -> list[Invitation]:
    """Make a personal invitation for each of ``people``, in their order. Nothing is sent.

    Their signatures are placed below ``heading``, which is added if the statement has none of
    that name. Raises StaleEditError, and then invites no one, if an address was invited already;
    two people can be invited at one where the statement lets them sign with it.
    """
    place = _heading(statement, heading, by)
    last = _last_position(statement)
    made, known = [], Invited(statement)
    for number, person in enumerate(people, start=last + 1):
        mailbox = known.add(person) or addresses.mailbox(person.email) if person.email else ""
        fields = {"name": person.name, "email": person.email, "mailbox": mailbox}
        made.append(_new(statement, Kind.PERSONAL, place, number, by, **fields))
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create(made)
    except IntegrityError as error:
        raise StaleEditError from error
    for each in made:
        _log(each, by, "", _in_words(each))
    return made


@transaction.atomic
def make_group(
    statement: Statement, *, label: str, limit: int, heading: str = "", by: User
) -> Invitation:
    """Make a link with which up to ``limit`` people can sign."""
    place, position = _heading(statement, heading, by), _last_position(statement) + 1
    made = _new(statement, Kind.GROUP, place, position, by, label=label, limit=limit)
    made.save()
    _log(made, by, "", f"{_in_words(made)}, at most {limit}")
    return made


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> bool:
    """End an invitation, so that its link finds nothing; return False if it was ended before.

    Signatures that came with it stay.
    """
    there = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if not there.update(revoked_at=timezone.now()):
        return False
    _log(invitation, by, _in_words(invitation), "revoked")
    return True


def link(invitation: Invitation) -> str:
    """Return the secret part of its link; "" if no key opens it any more."""
    return tokens.unseal(invitation.sealed, purpose=PURPOSE) or ""


def path(invitation: Invitation, view: str = "statement") -> str:
    """Return the address of a page of the statement with its secret, on this site."""
    query = urlencode({"invitation": link(invitation)})
    return f"{reverse(view, args=[invitation.statement.slug])}?{query}"


def url(invitation: Invitation, view: str = "statement") -> str:
    return settings.SITE_URL + path(invitation, view)


def find(statement: Statement, typed: str) -> Invitation | None:
    """Return the invitation to ``statement`` that has this link, if it was not revoked."""
    if not typed:
        return None
    there = Invitation.objects.select_related("heading", "statement")
    working = there.filter(statement=statement, revoked_at=None)
    return working.filter(sha256=tokens.link_hash(typed)).first()


def opens(statement: Statement, typed: str) -> bool:
    """Return whether a link with ``typed`` shows the statement before it is public."""
    if constant_time_compare(typed, statement.invitation):
        return True
    found = find(statement, typed)
    return found is not None and found.works


def note_opened(invitation: Invitation) -> None:
    """Note the first time that a link is opened. Programs that check e-mails do so as well."""
    if invitation.opened_at is None:
        there = Invitation.objects.filter(pk=invitation.pk, opened_at=None)
        there.update(opened_at=timezone.now())


@transaction.atomic
def decline(invitation: Invitation) -> bool:
    """Take "no thanks" for an answer: erase the address, and send no more e-mails.

    Return False if it was not an unanswered personal invitation. The name goes when the
    statement is published or closed.
    """
    there = Invitation.objects.personal().filter(pk=invitation.pk, uses=None)
    waiting = there.filter(revoked_at=None, declined_at=None).values("pk")
    return bool(
        Invitation.objects.filter(pk__in=waiting).update(
            declined_at=timezone.now(), email="", mailbox=""
        )
    )


def accept_again(invitation: Invitation) -> bool:
    """Let the link of someone who declined work again; return False if they had not."""
    there = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    return bool(there.exclude(declined_at=None).update(declined_at=None))


def _new(
    statement: Statement,
    kind: Invitation.Kind,
    heading: NotableHeading | None,
    position: int,
    by: User,
    **fields: object,
) -> Invitation:
    secret = tokens.new_link()
    return Invitation(
        statement=statement,
        kind=kind,
        heading=heading,
        position=position,
        sha256=tokens.link_hash(secret),
        sealed=tokens.seal(secret, purpose=PURPOSE),
        created_by=by,
        **fields,
    )


def _heading(statement: Statement, name: str, by: User) -> NotableHeading | None:
    """Return the heading of this name, which is added if it is missing. None without a name."""
    if not name:
        return None
    there = NotableHeading.objects.filter(statement=statement, name=name).first()
    return there or headings.add(statement, name=name, by=by)


def _last_position(statement: Statement) -> int:
    there = Invitation.objects.filter(statement=statement)
    return there.aggregate(last=Max("position"))["last"] or 0


def _in_words(invitation: Invitation) -> str:
    """Return the kind of an invitation for the log, without a name."""
    words = "personal" if invitation.is_personal else "group link"
    return f"{words}, {invitation.heading}" if invitation.heading else words


def _log(invitation: Invitation, by: User | None, before: str, after: str) -> None:
    audit_log.record(
        Decision.About.INVITATION,
        subject=f"invitation {invitation.position}",
        statement=invitation.statement,
        from_state=before,
        to_state=after,
        by=by,
    )
