"""E-mails to the contact of an endorsement after organizers have decided about it."""

from django.conf import settings
from django.utils import timezone

from signatures import mail
from signatures.models import Endorsement, OutgoingMail

State = Endorsement.State
Kind = OutgoingMail.Kind


def queue(endorsement: Endorsement, decided: str) -> None:
    """Queue the e-mail about the state it was moved to, in place of one that is not sent yet.

    It waits for DECISIONS_TOLD_AFTER, so that organizers can decide again before anyone is told.
    No one is told twice what they know already, and no one whose address is not confirmed. Call
    it in the transaction of the decision.
    """
    about = endorsement.mails.filter(kind__in=mail.ENDORSEMENT_STATE_TOLD)
    about.unsent().update(kind=Kind.NOTHING)
    if not endorsement.contact_email or endorsement.confirmed_at is None:
        return
    told = about.filter(sent_at__isnull=False).order_by("-pk").values_list("kind", flat=True)
    last = told.first()
    news = _news(decided, last)
    if news != last:
        due_at = timezone.now() + settings.DECISIONS_TOLD_AFTER
        OutgoingMail.objects.create(endorsement=endorsement, kind=news, due_at=due_at)


def _news(decided: str, last: str | None) -> str:
    """Return the kind of e-mail that tells of the state, to someone who knows ``last``."""
    if decided == State.PUBLISHED:
        return Kind.ENDORSE_YES
    return Kind.ENDORSE_OFF if last in (Kind.ENDORSE_YES, Kind.ENDORSE_OFF) else Kind.ENDORSE_NO
