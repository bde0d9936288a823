"""How to post to each address of updates so that something changes."""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.record_keeping import edits
from signatures.models import Answer, Delivery, MailServer, Update
from tests.factories import make_delivery, make_text, make_update
from tests.views.desk.posts import case

WORDS = {"title": "They answered", "text": "They said yes."}


def arguments(update):
    return ["ask", update.public_id]


@case("desk_update_new")
def write(by):
    return [make_text(slug="ask").statement.slug], WORDS


@case("desk_update")
def change(by):
    update = make_update(make_text(slug="ask"), state="draft")
    seen = edits.revision(Update.objects.get(pk=update.pk))
    return arguments(update), {**WORDS, "seen": seen}


@case("desk_update_test", "desk_update_schedule", "desk_update_delete")
def draft(by):
    return arguments(make_update(make_text(slug="ask"), state="draft")), {}


@case("desk_lift_budget")
def lift_budget(by):
    later = timezone.now() + timedelta(hours=1)
    MailServer.objects.update_or_create(pk=1, defaults={"over_budget_until": later})
    return [], {}


@case("desk_update_act")
def pause(by):
    return arguments(make_update(make_text(slug="ask"))), {"to": "pause"}


DELIVERY = {"recipient": "The Tin Minister", "how": "post", "delivered_at": "1 May 2026, 10:00"}
ANSWER = {"demand": "Ask first", "outcome": "partly", "answered_on": "2026-05-03"}


@case("desk_delivery_new")
def record_delivery(by):
    text = make_text(slug="ask")
    at = text.statement.public_since + timedelta(hours=1)
    return ["ask"], {**DELIVERY, "delivered_at": f"{at:%Y-%m-%dT%H:%M:%S}"}


@case("desk_delivery", "desk_delivery_remove", "desk_delivery_update")
def change_delivery(by):
    found = make_delivery(make_text(slug="ask"))
    seen = edits.revision(Delivery.objects.get(pk=found.pk))
    return ["ask", found.public_id], {**DELIVERY, "seen": seen}


@case("desk_answer_new")
def record_answer(by):
    return ["ask", make_delivery(make_text(slug="ask")).public_id], ANSWER


@case("desk_answer", "desk_answer_remove")
def change_answer(by):
    found = make_delivery(make_text(slug="ask"), answers=[("Ask first", "refused")])
    answer = Answer.objects.get()
    return ["ask", found.public_id, answer.pk], {**ANSWER, "seen": edits.revision(answer)}
