"""How to post to notices, the reduced mode and webhooks to change something."""

from signatures.actions.record_keeping import edits
from signatures.actions.record_keeping.webhooks import webhooks
from signatures.models import Notice
from tests.factories import make_text
from tests.views.desk.posts import case

NOTICE = {"text": "E-mails are delayed.", "shows_from": "2 March 2026, 10:00 UTC"}


@case("desk_reduced")
def reduce(by):
    return [], {"to": "on"}


@case("desk_notice")
def show_notice(by):
    return [make_text(slug="ask").statement.slug], NOTICE


@case("desk_site_notice")
def show_on_the_site(by):
    return [], NOTICE


@case("desk_notice_remove")
def remove_notice(by):
    edits.add(Notice(statement=make_text(slug="ask").statement, text="Late."), by=by)
    return ["ask"], {}


@case("desk_site_notice_remove")
def remove_from_the_site(by):
    edits.add(Notice(text="Late."), by=by)
    return [], {}


@case("desk_webhooks")
def add_webhook(by):
    slug = make_text(slug="ask").statement.slug
    return [slug], {"url": "https://tool.example.org/", "sends_counts": "on"}


@case("desk_webhook_act")
def switch_webhook(by):
    made = webhooks.add(
        make_text(slug="ask").statement,
        url="https://tool.example.org/",
        sends_signatures=True,
        sends_counts=False,
        by=by,
    )
    return ["ask", made.pk], {"act": "on"}
