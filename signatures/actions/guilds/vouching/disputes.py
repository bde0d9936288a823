"""Disputes: a member finds that someone else used their number or code for the same statement.

They say so when they ask an officer to vouch for them. If another signature has used it, that
signature is held, both signatories and the officers are told, and an officer decides. A yes takes
the proof from the earlier signature; any other end gives it back its place on the list.

Officers know every number and code. So they never see whose signature is disputed, unless its
signatory asks them too; and each dispute is in the log and is e-mailed to the person disputed.
"""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from signatures.actions.evidence import transitions
from signatures.actions.guilds import warnings
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.guilds.codes import tries
from signatures.actions.guilds.roster import claims as roster
from signatures.actions.guilds.vouching import requests, settlements
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.record_keeping import rate_limits
from signatures.actions.signing.sign import Source
from signatures.errors import WrongGuildCodeError
from signatures.models import (
    Attestation,
    Decision,
    Guild,
    HoldReason,
    OutgoingMail,
    Signature,
    VouchRequest,
)

State = Signature.State
Kind = OutgoingMail.Kind
Method = Attestation.Method
DAY = timedelta(days=1)


class UsedMembership(NamedTuple):
    """A membership that someone else has used, as a signatory says: their number, or a code."""

    number: bool = False
    code: str = ""


class DisputedSignature(NamedTuple):
    """The signature that used a membership, by ``way``. ``on_roster``: see VouchRequest."""

    signature: Signature
    way: str
    on_roster: bool = False


def ask(
    signature: Signature,
    given: Details,
    used: UsedMembership,
    *,
    guild: Guild,
    source: Source,
) -> VouchRequest:
    """Ask an officer, and begin a dispute if another signature has used the membership.

    A code is tried and never stored. Raises what ``requests.ask`` raises, BusyError,
    TooManyGuessesError, and WrongGuildCodeError for a code that is not the guild's.
    """
    found = _find(signature, given, used, guild, source)
    request = requests.ask(signature, given, guild=guild, source=source)
    if found:
        _begin(request, found, guild)
        request.refresh_from_db()
    return request


def _find(
    signature: Signature, given: Details, used: UsedMembership, guild: Guild, source: Source
) -> DisputedSignature | None:
    if not roster.confirmed_address(signature):
        return None
    if used.code:
        return _by_code(signature, used.code, guild, source)
    if used.number and given.number:
        member = roster.Member(given.number, given.legal_name or signature.name)
        claim, on_roster = roster.used_for(signature, member, guild=guild, source=source)
        return DisputedSignature(claim, Method.GUILD_ROSTER, on_roster) if claim else None
    return None


def _by_code(
    signature: Signature, code: str, guild: Guild, source: Source
) -> DisputedSignature | None:
    tries.check_guesses(source.guesser, guild)
    tries.count_try(source.guesser)
    try:
        claim = codes.used_for(code, statement=signature.statement_id, guild=guild)
    except WrongGuildCodeError:
        tries.count_guess(source.guesser, guild)
        raise
    is_own = claim is None or claim.signature_id == signature.pk
    return (
        None if claim is None or is_own else DisputedSignature(claim.signature, Method.GUILD_CODE)
    )


@transaction.atomic
def _begin(request: VouchRequest, found: DisputedSignature, guild: Guild) -> None:
    """Note the dispute, hold the earlier signature and tell both. A signature is held once."""
    new = VouchRequest.objects.open().filter(pk=request.pk, disputed_way="")
    facts = {"disputed_way": found.way, "address_on_roster": found.on_roster}
    if not new.update(disputes=found.signature, **facts):
        return
    earlier = found.signature
    if _may_hold(earlier, guild):
        transitions.move(
            [earlier.pk],
            before=[State.PUBLISHED],
            after=State.HELD,
            by=None,
            reason=settlements.HELD,
            held_for=HoldReason.DISPUTED,
        )
    settlements.log(request, "", "disputes a membership used before")
    settlements.tell(earlier, Kind.DISPUTED)
    settlements.tell(request.signature, Kind.DISPUTE_BEGUN)
    _tell_officers(guild)


def _may_hold(earlier: Signature, guild: Guild) -> bool:
    """Tell whether the dispute takes ``earlier`` off the list until it is settled.

    Not if it was before, if the guild has its address on record, or above DISPUTES_HELD a day.
    """
    before = Decision.objects.filter(signature=earlier, reason=settlements.HELD)
    known = earlier.attestations.filter(guild=guild, with_mailbox=True)
    if before.exists() or known.exists():
        return False
    hits = rate_limits.count(f"disputes of guild {guild.pk}", [DAY])[DAY]
    return hits <= settings.DISPUTES_HELD


def _tell_officers(guild: Guild) -> None:
    warnings.tell(
        warnings.officers(guild),
        subject=gettext("Two people claim one membership"),
        text=gettext(
            "A member of %(guild)s says that someone else has used their number or code to sign."
        )
        % {"guild": guild.name},
        advice=gettext(
            "Find out which of them is the member before you answer, for example by writing to "
            "the address you have on record. Until then the other signature is under review."
        ),
        path=reverse("guild_queue", args=[guild.slug]),
    )
