"""Rows for the journey of a deadline; the journey runs these functions in the site's database."""

import time
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from signatures.models import Signature, Statement, Token
from tests.factories import make_text


def deadline(slug):
    """Make a statement that closes in an hour."""
    now = timezone.now()
    make_text(slug=slug, opens_at=now - timedelta(days=30), closes_at=now + timedelta(hours=1))


def end_signing(slug, hours=0):
    """End signing ``hours`` ago; what was sent and e-mailed before lies further back as well."""
    earlier = timedelta(hours=hours + 1)
    statement = Statement.objects.get(slug=slug)
    Statement.objects.filter(pk=statement.pk).update(
        closes_at=timezone.now() - timedelta(hours=hours)
    )
    if hours:
        Signature.objects.filter(statement=statement).update(signed_at=F("signed_at") - earlier)
        tokens_of = Token.objects.filter(signature__statement=statement)
        tokens_of.update(expires_at=F("expires_at") - earlier)
    # Each process of the site may have read the statement just before, and remember it so long.
    time.sleep((settings.PAGE_CACHE_TIMEOUT + settings.LOCALLY_CACHED_FOR).total_seconds())
