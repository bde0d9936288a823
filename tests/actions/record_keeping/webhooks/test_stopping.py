import pytest

from signatures.actions.mail import delivery
from signatures.actions.record_keeping.webhooks import stopping
from signatures.models import Webhook
from tests.factories import make_organizer, sent

pytestmark = pytest.mark.django_db


def test_stopping_twice_tells_the_owners_once(text):
    make_organizer("owner", email="olga@example.org")
    make_organizer("editor")
    webhook = Webhook.objects.create(statement=text.statement, url="https://t.example", is_on=True)

    stopped = [stopping.stop(webhook, Webhook.Stopped.FAILING) for _ in range(2)]

    assert stopped == [True, False]
    delivery.deliver_due()
    [mail] = sent()
    assert mail.to == ["olga@example.org"]
    assert "A webhook of ask is switched off" in mail.subject
    assert "/desk/ask/webhooks/" in mail.body
