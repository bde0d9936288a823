"""Forgetting: what is over is deleted, by the clock."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models.functions import Coalesce
from django.utils import timezone

from signatures.actions import (
    audits,
    batches,
    codes,
    endorsement_retention,
    guild_sign_in,
    limits,
    queue,
    roster_retention,
    tidying,
    vouching,
    vouching_answers,
)
from signatures.models import OutgoingMail, Signature, Token

KEEP_OLD_LINKS = timedelta(days=90)  # so long an old link is told from a broken one
KEEP_NOTHING_MAILS = timedelta(days=1)


def forget_what_is_over() -> int:
    """Delete what has outlived its time and return how many rows that touched. Repeatable."""
    now = timezone.now()
    since = now - settings.KEEP_PENDING
    first = Coalesce("first_submitted_at", "signed_at")
    pending = (
        Signature.objects.pending()
        .annotate(first=first)
        .filter(~vouching.with_request(since=since), first__lt=since)
    )
    sources = Signature.objects.filter(signed_at__lt=now - settings.KEEP_SOURCE).exclude(
        source_network=""
    )
    old_links = Token.objects.filter(expires_at__lt=now - KEEP_OLD_LINKS)
    unsent = OutgoingMail.objects.filter(
        kind=OutgoingMail.Kind.NOTHING, created_at__lt=now - KEEP_NOTHING_MAILS
    )
    return (
        vouching_answers.settle()
        + vouching.forget()
        + pending.delete()[0]
        + sources.update(source_network="")
        + old_links.delete()[0]
        + unsent.delete()[0]
        + limits.forget_old()
        + codes.forget_reserved(before=now - settings.KEEP_PENDING)
        + queue.forget_what_was_decided()
        + batches.forget_old()
        + endorsement_retention.forget()
        + tidying.forget()
        + audits.end_what_is_over()
        + audits.forget_answers()
        + guild_sign_in.forget_of_closed()
        + roster_retention.forget()
        + Session.objects.filter(expire_date__lt=now).delete()[0]
    )
