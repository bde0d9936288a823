"""Switching off a webhook whose receiver is gone or has failed for days. Its calls are kept."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from signatures.actions.guilds import warnings
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Webhook


@transaction.atomic
def stop(webhook: Webhook, why: Webhook.Stopped) -> bool:
    """Switch ``webhook`` off and e-mail the owners; return False if it is off already."""
    if not Webhook.objects.filter(pk=webhook.pk, is_on=True).update(is_on=False, stopped=why):
        return False
    audit_log.record(
        Decision.About.STATEMENT,
        statement=webhook.statement,
        subject=f"webhook {webhook.pk}",
        to_state="off",
        reason=str(why.label),
        by=None,
    )
    slug = webhook.statement.slug
    warnings.tell(
        warnings.owners(),
        subject=gettext("A webhook of %(slug)s is switched off") % {"slug": slug},
        text=gettext("The site no longer calls it: %(why)s.") % {"why": why.label},
        advice=gettext("Calls are kept and sent once you switch it on again."),
        path=reverse("desk_webhooks", args=[slug]),
    )
    return True
