"""Rows of invitations for organizers: how far each person has come."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from signatures.models import Invitation, Signature

State = Signature.State
SIGNED: dict[str, Promise] = {
    State.PENDING: _("Signed, not confirmed yet"),
    State.HELD: _("Signed, under review"),
    State.PUBLISHED: _("Signed"),
    State.REJECTED: _("Signed, not accepted"),
    State.WITHDRAWN: _("Withdrawn"),
}
CONFIRMED = (State.HELD, State.PUBLISHED)


class Row(NamedTuple):
    """One invitation. ``signed_as`` is another name than the invited one, if so."""

    invitation: Invitation
    state: Promise | str
    used: int
    signed_as: str
    link: str
    can_send: bool
    can_remind: bool


class Totals(NamedTuple):
    invited: int
    opened: int
    signed: int
    declined: int


def state_of(invitation: Invitation, *, is_lost: bool) -> Promise:
    """Return how far it has come. ``is_lost``: the e-mail could not be delivered."""
    uses = list(invitation.uses.all())
    if uses and invitation.is_personal:
        return SIGNED[uses[-1].signature.state]
    if invitation.revoked_at:
        return _("Revoked")
    if invitation.declined_at:
        return _("Declined")
    if is_lost:
        return _("The e-mail could not be delivered")
    if invitation.opened_at:
        return _("Opened")
    return _("Invited") if invitation.invited_at else _("Not sent")


def used(invitation: Invitation) -> int:
    """Return how many have signed with it and not withdrawn."""
    return sum(each.signature.state != State.WITHDRAWN for each in invitation.uses.all())


def totals(invitations: Iterable[Invitation]) -> Totals:
    """Count people with personal invitations. Someone who signed has opened the link."""
    personal = [each for each in invitations if each.is_personal]
    signed = [e for e in personal if any(u.signature.state in CONFIRMED for u in e.uses.all())]
    return Totals(
        invited=len(personal),
        opened=sum(bool(each.opened_at or each.uses.all()) for each in personal),
        signed=len(signed),
        declined=sum(each.declined_at is not None for each in personal),
    )
