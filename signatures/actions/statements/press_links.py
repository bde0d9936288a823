"""Press links: a named reader sees a statement under embargo, until the link ends."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from signatures import tokens
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Phase, PressLink, Statement, User

PURPOSE = "press link"


@transaction.atomic
def make(statement: Statement, *, name: str, expires_at: datetime, by: User) -> PressLink:
    """Make a link for ``name``. It shows something only while the statement is under embargo."""
    secret = tokens.new_link()
    made = PressLink.objects.create(
        statement=statement,
        name=name,
        expires_at=expires_at,
        sha256=tokens.link_hash(secret),
        sealed=tokens.seal(secret, purpose=PURPOSE),
        created_by=by,
    )
    _log(made, by, "", f"works until {expires_at:%Y-%m-%d %H:%M} UTC")
    return made


@transaction.atomic
def revoke(link: PressLink, *, by: User) -> bool:
    """End a link at once; return False if it was revoked before."""
    if not PressLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    _log(link, by, "works", "revoked")
    return True


def find(statement: Statement, typed: str) -> PressLink | None:
    """Return the link that shows ``statement`` now; None if it is not under embargo."""
    if not typed or statement.phase != Phase.EMBARGO:
        return None
    live = PressLink.objects.live().select_related("statement").filter(statement=statement)
    return live.filter(sha256=tokens.link_hash(typed)).first()


def count_visit(link: PressLink) -> None:
    """Count a page that was opened with the link."""
    now = timezone.now()
    PressLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1, visited_at=now)


def secret(link: PressLink) -> str:
    """Return the secret part of the link; "" if no key opens it any more."""
    return tokens.unseal(link.sealed, purpose=PURPOSE) or ""


def url(link: PressLink) -> str:
    path = reverse("press", args=[link.statement.slug])
    return f"{settings.SITE_URL}{path}?{urlencode({'press': secret(link)})}"


def delete_expired() -> int:
    """Erase the names in links that ended KEEP_PRESS_LINKS ago; return how many."""
    before = timezone.now() - settings.KEEP_PRESS_LINKS
    ended = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return PressLink.objects.filter(ended).exclude(name="").update(name="")


def _log(link: PressLink, by: User, before: str, after: str) -> None:
    audit_log.record(
        Decision.About.PRESS_LINK,
        subject=f"press link {link.pk}",
        statement=link.statement,
        from_state=before,
        to_state=after,
        by=by,
    )
