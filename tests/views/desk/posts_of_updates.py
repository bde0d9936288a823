"""How to post to each address of updates so that something changes."""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.record_keeping import edits
from signatures.models import MailServer, Update
from tests.factories import make_text, make_update
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
    seen = edits.version(Update.objects.get(pk=update.pk))
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
