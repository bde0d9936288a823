"""Steps of the drill that run in the site's own code, called through ``Site.call``."""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.counts import check
from signatures.actions.mail import delivery
from signatures.models import MailServer, OutgoingMail, Rule
from tests.factories import make_text


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


def deliver():
    """Send all that waits, without the hours of its waits; return how many still wait."""
    MailServer.objects.update(paused_until=None)
    OutgoingMail.objects.unsent().update(due_at=timezone.now())
    delivery.deliver_due()
    return OutgoingMail.objects.unsent().count()


def wrong_tallies():
    return [str(each) for each in check.differences()]
