"""Steps of the drill that run in the site's own code, called through ``Site.call``."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from signatures.actions.counts import check
from signatures.actions.mail import delivery
from signatures.models import MailServer, OutgoingMail, Rule, Statement
from tests.factories import make_text

COUNTRIES = ["AT", "BR", "CA", "DE", "FR", "GB", "IN", "JP", "NG", "US"]


def begin(slug):
    """Make a statement, leave no e-mail of earlier tests, and lift the limits on crowds.

    Without the rule, a hundred people at one domain within an hour hold those after them.
    """
    make_text(slug=slug, title=f"Statement {slug}")
    Rule.objects.get_or_create(kind=Rule.Kind.DOMAIN, value="example.org", effect=Rule.Effect.ALLOW)
    now = timezone.now()
    OutgoingMail.objects.unsent().update(sent_at=now)
    lifted = {"budget_lifted_until": now + timedelta(days=1)}
    MailServer.objects.update_or_create(pk=1, defaults=lifted)


def pages(slug):
    """Return addresses to read: of this statement, and lists of the largest by country.

    The caches answer for the first, and the database for most of the others.
    """
    largest = Statement.objects.alias(number=Count("signatures")).latest("number").slug
    ours = [f"/{slug}/", f"/{slug}/signatories/", f"/api/v1/statements/{slug}/count"]
    return [
        page
        for country in COUNTRIES
        for page in [*ours, f"/{largest}/signatories/?country={country}"]
    ]


def deliver():
    """Send all that waits, without the hours of its waits; return how many still wait."""
    MailServer.objects.update(paused_until=None)
    OutgoingMail.objects.unsent().update(due_at=timezone.now())
    delivery.deliver_due()
    return OutgoingMail.objects.unsent().count()


def wrong_tallies():
    return [str(each) for each in check.differences()]
