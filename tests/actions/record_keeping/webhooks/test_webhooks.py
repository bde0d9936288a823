from datetime import timedelta

import pytest

from signatures.actions.record_keeping.webhooks import webhooks
from signatures.models import Decision, Webhook, WebhookCall
from tests.factories import make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def webhook(text, olga):
    url = "https://tool.example.org/hook/T0K3N"
    return webhooks.add(text.statement, url=url, sends_signatures=True, sends_counts=False, by=olga)


def lines(webhook):
    logged = Decision.objects.filter(subject=f"webhook {webhook.pk}").order_by("pk")
    return [each.to_state for each in logged]


def test_new_webhook_is_off_and_the_log_has_only_its_host(webhook):
    assert not webhook.is_on
    assert webhook.secret.startswith("whsec_")
    assert webhook.secret not in webhook.sealed_secret
    assert lines(webhook) == ["tool.example.org: signatures"]


def test_each_switch_is_logged_once(webhook, olga):
    switched = [webhooks.switch(webhook, on=on, by=olga) for on in (True, True, False, False)]

    assert switched == [True, False, True, False]
    assert lines(webhook)[1:] == ["on", "off"]


def test_switching_off_what_the_site_stopped_ends_the_collecting(webhook, olga, text):
    Webhook.objects.update(is_on=False, stopped="gone")

    assert webhooks.switch(webhook, on=False, by=olga)

    make_signature(text, updates=True)
    assert not webhook.calls.exists()


def test_secret_is_replaced_and_the_log_does_not_have_it(webhook, olga):
    before = webhook.secret

    webhooks.replace_secret(webhook, by=olga)

    webhook.refresh_from_db()
    assert webhook.secret != before
    assert lines(webhook)[-1] == "new secret"


def test_deleting_deletes_its_calls(webhook, olga):
    webhooks.queue_test(webhook, by=olga)

    webhooks.remove(webhook, by=olga)

    assert not WebhookCall.objects.exists()
    assert Decision.objects.filter(to_state="deleted", by=olga).exists()


def test_old_calls_are_deleted_but_not_what_a_withdrawal_takes_back(
    webhook, olga, text, time_machine, settings
):
    webhooks.switch(webhook, on=True, by=olga)
    gone, stays = (make_signature(text, updates=True) for _ in range(2))
    WebhookCall.objects.update(state="sent", attempts=1)
    type(gone).objects.filter(pk=gone.pk).update(updates=False)
    webhook.calls.create(event="test", state="sent")
    webhook.calls.create(event="test")  # waits
    time_machine.shift(settings.KEEP_WEBHOOK_CALLS + timedelta(days=1))

    assert webhooks.delete_old_calls() == 1  # the test; the withdrawal has not been sent yet

    webhook.calls.filter(event="signature.withdrawn").update(state="sent")
    WebhookCall.objects.update(created_at="2020-01-01T00:00Z")
    assert webhooks.delete_old_calls() == 2
    left = set(webhook.calls.values_list("event", "signature"))
    assert left == {("test", None), ("signature.published", stays.pk)}
