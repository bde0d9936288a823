"""Editors write a statement and set when and how it is signed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.statements import settings as statement_settings
from signatures.forms.fields.dates import in_words
from signatures.models import Decision, Statement, TextVersion
from tests.factories import make_guild, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def edda(client):
    user = make_organizer("editor", email="edda@example.org")
    sign_in(client, user)
    return user


def new_form(**typed):
    return {
        "slug": "ask",
        "language": "en",
        "title": "Ask first",
        "text": "We ask\r\nto be asked.",
        "opens_at": "2026-01-01T00:00",
        "publishes_at": "2026-01-01T00:00",
        **typed,
    }


def moment(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S") if value else ""


def settings_form(statement, **typed):
    """What the settings page posts when nothing is changed; give fields to differ."""
    statement.refresh_from_db()
    ticked = {name: "on" for name in ("searchable", "front_page") if getattr(statement, name)}
    return {
        "seen": statement_settings.revision(statement),
        "slug": statement.slug,
        "language": statement.language,
        "opens_at": moment(statement.opens_at),
        "publishes_at": moment(statement.publishes_at),
        "closes_at": moment(statement.closes_at),
        "goal": statement.goal or "",
        "moderation": statement.moderation,
        "form_fields": statement.form_fields,
        **ticked,
        **typed,
    }


def logged():
    lines = Decision.objects.filter(about="statement").order_by("pk")
    return list(lines.values_list("subject", "from_state", "to_state"))


# --- A new one ---


def test_editor_writes_a_statement_that_is_public_at_once(client, edda):
    before = timezone.now()

    response = client.post("/desk/new/", new_form())

    assertRedirects(response, "/desk/ask/settings/")
    text = TextVersion.objects.get()
    assert (text.number, text.title, text.text) == (1, "Ask first", "We ask\nto be asked.")
    # What nobody could read on 1 January was not published then.
    assert before <= text.statement.publishes_at <= timezone.now()
    assertContains(client.get("/ask/"), "to be asked.")
    assert logged() == [("new", "", "written")]
    line = Decision.objects.get(about="text")
    assert (line.subject, line.from_state, line.by) == ("en 1", "", edda)
    assert line.to_state == f"en 1 {text.text_sha256[:12]}"


def test_statement_without_a_time_is_found_by_invited_people_only(client, edda):
    client.post("/desk/new/", new_form(publishes_at=""))

    assert Client().get("/ask/").status_code == 404
    page = client.get("/desk/ask/settings/")
    assertContains(page, "Not published, and no date set.")
    invitation = Statement.objects.get().invitation
    assertContains(page, f"http://testserver/ask/?invitation={invitation}")
    assertContains(client.get(f"/ask/?invitation={invitation}"), "to be asked.")


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"slug": "admin"}, "The site uses this address itself."),
        ({"slug": "new"}, "The site uses this address itself."),
        ({"slug": "Desk"}, "The site uses this address itself."),
        ({"slug": "HELP"}, "The site uses this address itself."),
        ({"slug": "-"}, "Enter an address with a letter or a digit"),
        ({"slug": "a b"}, "Use only letters, digits and hyphens in “Address”"),
        ({"slug": "x" * 61}, "at most 60 characters"),
        ({"slug": "a\0b"}, "invisible characters"),
        ({"title": " "}, "Fill in “Title”"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"title": "Ask\x1b[2J"}, "invisible characters"),
        ({"text": "We\0ask"}, "invisible characters"),
        ({"text": "x" * 100_001}, "at most 100000 characters"),
        ({"addressee": "An open letter to the president"}, "Enter only the addressee."),
        ({"byline": "x" * 501}, "at most 500 characters"),
        ({"language": "tlh"}, "Choose one of the options for “"),
        ({"opens_at": ""}, "Fill in “Opens at”"),
        ({"opens_at": "tomorrow"}, "Enter a date and time for “Opens at”"),
        ({"opens_at": "1999-01-01T00:00+05:00"}, "Enter a year from 2000 to 2100"),
        ({"opens_at": "9999-12-31T23:59:59-05:00"}, "Enter a date and time for “Opens at”"),
        ({"closes_at": "2025-12-31T00:00"}, "Enter a closing date after the opening date"),
    ],
)
def test_mistakes_come_back_at_the_field_with_what_was_typed(client, edda, typed, said):
    response = client.post("/desk/new/", new_form(**typed))

    assertContains(response, said, status_code=422)
    assertContains(response, 'aria-invalid="true"', count=1, status_code=422)
    assertContains(
        response, "to be asked." if "text" not in typed else "Ask first", status_code=422
    )
    assert not Statement.objects.exists()


def test_address_of_another_statement_is_refused(client, edda):
    make_text(slug="ask")

    response = client.post("/desk/new/", new_form(title="Kept as typed"))

    assertContains(
        response,
        "Another statement has this address, or had it before. Choose another one.",
        status_code=422,
    )
    assertContains(response, "Kept as typed", status_code=422)
    assert Statement.objects.count() == 1


def test_letter_of_100_000_arabic_letters_is_taken(client, edda):
    text = "نحن نطلب " * 11_000

    response = client.post("/desk/new/", new_form(text=text, title="رسالة مفتوحة", language="ar"))

    assertRedirects(response, "/desk/ask/settings/")
    assert TextVersion.objects.get().text == text.strip()
    assertContains(client.get("/desk/ask/settings/"), "<bdi>رسالة مفتوحة</bdi>")


def test_title_of_several_lines_becomes_one(client, edda):
    client.post("/desk/new/", new_form(title="Ask\r\nBcc: x@example.org", byline="Ada\rComposer"))

    text = TextVersion.objects.get()
    assert (text.title, text.byline) == ("Ask Bcc: x@example.org", "Ada\nComposer")


def test_preview_without_javascript_keeps_what_was_typed_and_saves_nothing(client, edda):
    typed = new_form(preview="yes", text="Ask *first*.", slug="")

    response = client.post("/desk/new/", typed)

    assertContains(response, "<p>Ask <em>first</em>.</p>")
    assertContains(response, "Ask *first*.</textarea>")
    page = response.content.decode()
    assert page.index("sentence__words") < page.index("<textarea")
    assert not Statement.objects.exists()


# --- Settings ---


def test_each_change_is_a_line_of_the_log(client, edda):
    statement = make_text(slug="ask", publishes_at=None).statement
    opened = statement.opens_at
    typed = settings_form(
        statement, goal="500", closes_at="2099-02-01T12:00", searchable="on", form_fields=["credit"]
    )

    assertRedirects(client.post("/desk/ask/settings/", typed), "/desk/ask/settings/")

    statement.refresh_from_db()
    assert statement.closes_at == datetime(2099, 2, 1, 12, tzinfo=UTC)
    assert (statement.goal, statement.searchable, statement.opens_at) == (500, True, opened)
    every = "credit, occupation, country, display, updates"
    assert logged() == [
        ("closes_at", "", "2099-02-01 12:00:00 UTC"),
        ("goal", "", "500"),
        ("searchable", "no", "yes"),
        ("form_fields", every, "credit"),
    ]
    assert len(set(Decision.objects.values_list("batch", "by"))) == 1


def test_statement_becomes_one_for_members_of_a_guild(client, edda):
    statement = make_text(slug="ask").statement
    tin, shut = make_guild(), make_guild(methods=[])
    typed = settings_form(statement, members_only="on", guild_id=tin.pk)

    refused = client.post("/desk/ask/settings/", {**typed, "guild_id": shut.pk})
    client.post("/desk/ask/settings/", typed)

    statement.refresh_from_db()
    assert refused.status_code == 422
    assert (statement.members_only, statement.guild) == (True, tin)
    assert logged() == [("members_only", "no", "yes"), ("guild_id", "", tin.name)]


def test_saving_what_is_there_changes_and_logs_nothing(client, edda):
    statement = make_text(slug="ask").statement

    response = client.post("/desk/ask/settings/", settings_form(statement), follow=True)

    assertContains(response, "Nothing has changed.")
    assert logged() == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2099-02-01T12:00:30", datetime(2099, 2, 1, 12, 0, 30, tzinfo=UTC)),
        ("2099-02-01 12:00", datetime(2099, 2, 1, 12, tzinfo=UTC)),
        ("2099-02-01T12:00+02:00", datetime(2099, 2, 1, 10, tzinfo=UTC)),
        ("1 February 2099, 12:00 Berlin", datetime(2099, 2, 1, 11, tzinfo=UTC)),
    ],
)
def test_times_are_utc_to_the_second(client, edda, typed, stored):
    statement = make_text(slug="ask").statement

    client.post("/desk/ask/settings/", settings_form(statement, closes_at=typed))

    assert Statement.objects.get().closes_at == stored
    assertContains(client.get("/desk/ask/settings/"), f'value="{in_words(stored)}"')


@pytest.mark.table(
    ("field", "value", "said"),
    [
        ("slug", "desk", "The site uses this address itself."),
        ("slug", "other", "Another statement has this address, or had it before."),
        ("language", "fr", "Choose one of the options for “"),
        ("goal", "0", "Enter a number from 1 up for “Goal”"),
        ("goal", "9" * 40, "Enter a number up to 100000000 for “Goal”"),
        ("goal", "many", "Enter a whole number for “Goal”"),
        ("moderation", "never", "Choose one of the options for “"),
        ("form_fields", ["email"], "Choose one of the options for “"),
        ("closes_at", "2001-01-01T00:00", "Enter a closing date after the opening date"),
        ("publishes_at", "2020-01-01T00:00", "The statement is already public"),
    ],
)
def test_settings_that_could_not_work_are_refused(client, edda, field, value, said):
    statement = make_text(slug="ask").statement
    make_text(slug="other")

    response = client.post("/desk/ask/settings/", settings_form(statement, **{field: value}))

    assertContains(response, said, status_code=422)
    assert logged() == []


def test_address_moves_and_the_old_one_leads_there(client, edda):
    text = make_text(slug="ask")
    make_signature(text, state="pending")

    client.post("/desk/ask/settings/", settings_form(text.statement, slug="Ask-First"))

    assert Statement.objects.get().slug == "ask-first"
    assert logged() == [("slug", "ask", "ask-first")]
    assert Client().get("/ask/")["Location"] == "/ask-first/"
    taken = client.post("/desk/new/", new_form(slug="ask"))
    assertContains(taken, "Another statement has this address, or had it", status_code=422)


def test_address_the_site_has_taken_since_is_kept(client, edda):
    statement = make_text(slug="new").statement

    client.post("/desk/new/settings/", settings_form(statement, goal="9"))

    assert Statement.objects.get().goal == 9


@pytest.mark.parametrize("publishes_at", ["", "2099-01-01T00:00"])
def test_taking_a_public_statement_offline_needs_a_tick(client, edda, publishes_at):
    statement = make_text(slug="ask").statement
    typed = settings_form(statement, publishes_at=publishes_at)

    refused = client.post("/desk/ask/settings/", typed)
    assertContains(refused, "Tick this box to take it offline.", status_code=422)
    assert client.get("/ask/").status_code == 200

    client.post("/desk/ask/settings/", {**typed, "take_offline": "on"})
    assert Client().get("/ask/").status_code == 404


def test_front_page_moves_from_the_statement_that_has_it(client, edda):
    first = make_text(slug="first", title="The first", front_page=True).statement
    second = make_text(slug="second").statement
    assertContains(client.get("/desk/second/settings/"), "“The first” is shown there now")

    typed = settings_form(second, front_page="on")
    page = client.post("/desk/second/settings/", typed, follow=True)

    assertContains(page, "It is now shown on the front page, instead of “The first”")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.front_page, second.front_page) == (False, True)
    assert [(each.statement, each.to_state) for each in Decision.objects.order_by("pk")] == [
        (first, "no"),
        (second, "yes"),
    ]


def test_language_can_be_one_there_is_a_text_in(client, edda):
    text = make_text(slug="ask")
    TextVersion.objects.create(
        statement=text.statement,
        language="fr",
        number=1,
        title="Demandez",
        text=text.text,
        text_sha256=text.text_sha256,
    )

    client.post("/desk/ask/settings/", settings_form(text.statement, language="fr"))

    assertContains(client.get("/ask/"), "Demandez")


def test_second_of_two_editors_is_told_what_is_set_now(client, edda):
    statement = make_text(slug="ask").statement
    old = settings_form(statement)
    Statement.objects.update(goal=500)

    response = client.post("/desk/ask/settings/", {**old, "closes_at": "2099-02-01T12:00"})

    assertContains(response, "Someone else has changed the settings", status_code=409)
    assertContains(response, "<li>Goal: <bdi>500</bdi></li>", status_code=409)
    assertContains(response, "2099-02-01T12:00", status_code=409)
    statement.refresh_from_db()
    assert (statement.goal, statement.closes_at) == (500, None)
    again = {**old, "closes_at": "2099-02-01T12:00", "seen": response.context["seen"]}
    client.post("/desk/ask/settings/", again)
    statement.refresh_from_db()
    assert (statement.goal, statement.closes_at.year) == (None, 2099)


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_save_at_once_one_wins():
    statement, edda = make_text(slug="ask").statement, make_organizer("editor")
    seen = statement_settings.revision(statement)
    results = []

    def save(goal):
        try:
            results.append(statement_settings.change(statement, {"goal": goal}, seen=seen, by=edda))
        except statement_settings.StaleEditError:
            results.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=save, args=[goal]) for goal in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert len(results) == 2
    assert "told" in results
    assert ["goal"] in results
    assert len(logged()) == 1


def test_new_invitation_makes_the_old_one_useless(client, edda):
    statement = make_text(slug="ask", publishes_at=None).statement
    old = statement.invitation

    client.post("/desk/ask/invitation/", {"shown": old})

    statement.refresh_from_db()
    assert client.get(f"/ask/?invitation={old}").status_code == 404
    assert client.get(f"/ask/?invitation={statement.invitation}").status_code == 200
    assert logged() == [("invitation", "", "made anew")]
    assert statement.invitation not in str(Decision.objects.values())


@pytest.mark.table("shown", ["", "an older one", "x\0", "é" * 1000])
def test_invitation_that_is_not_the_present_one_stays(client, edda, shown):
    statement = make_text(slug="ask").statement

    response = client.post("/desk/ask/invitation/", {"shown": shown}, follow=True)

    assertContains(response, "Someone has just created a new invitation link")
    assert Statement.objects.get().invitation == statement.invitation


def test_taking_offline_is_asked_of_public_statements_only(client, edda):
    make_text(slug="ask", publishes_at=timezone.now() + HOUR)

    assertNotContains(client.get("/desk/ask/settings/"), "take_offline")


@pytest.mark.parametrize("count", [1, 3])
def test_settings_cost_the_same_however_much_there_is(
    client, edda, count, django_assert_num_queries
):
    text = make_text(slug="ask", front_page=True)
    for _ in range(count):
        make_text()
        make_signature(text)

    client.get("/desk/ask/settings/")  # where the session gets its secret for forms

    # session, visitor, second factor (middleware 2, door 2), statement, texts, front page, title
    with django_assert_num_queries(11):
        client.get("/desk/ask/settings/")


def test_milestones_are_typed_as_people_write_them_and_logged(client, edda):
    statement = make_text(slug="ask").statement
    path = "/desk/ask/settings/"

    client.post(path, settings_form(statement, milestones="500, 1,000 100"))
    statement.refresh_from_db()
    assert statement.milestones == [100, 500, 1000]
    assert logged()[-1] == ("milestones", "", "100, 500, 1000")
    assertContains(client.get(path), 'value="100 500 1,000"')

    answer = client.post(path, settings_form(statement, milestones="a few"))
    assertContains(answer, "Enter whole numbers", status_code=422)
    assertContains(answer, 'value="a few"', status_code=422)


def test_networks_of_a_hall_are_kept_and_logged(client, edda):
    statement = make_text(slug="ask").statement
    path = "/desk/ask/settings/"

    client.post(path, settings_form(statement, shared_networks="192.0.2.7, 2001:DB8::1/48"))
    statement.refresh_from_db()
    assert statement.shared_networks == ["192.0.2.7/32", "2001:db8::/48"]
    assert logged()[-1] == ("shared_networks", "", "192.0.2.7/32, 2001:db8::/48")
    assertContains(client.get(path), 'value="192.0.2.7/32 2001:db8::/48"')

    answer = client.post(path, settings_form(statement, shared_networks="0.0.0.0/0"))
    assertContains(answer, "0.0.0.0/0 is too large", status_code=422)


def test_letter_to_a_guild_is_required_where_people_are_asked_to_send_it(client, edda):
    statement = make_text(slug="ask").statement
    path, typed = "/desk/ask/settings/", {"next_steps": ["guild", "share"]}

    answer = client.post(path, settings_form(statement, **typed))
    assertContains(answer, "Write the letter that people can send", status_code=422)

    client.post(path, settings_form(statement, **typed, guild_letter="Dear guild,\r\nyes."))
    statement.refresh_from_db()
    assert statement.next_steps == ["share", "guild"]
    assert statement.guild_letter == "Dear guild,\nyes."
    assert logged()[-1][0] == "guild_letter"


def test_linked_sites_need_a_page_for_each_signature(client, edda):
    statement = make_text(slug="ask").statement

    alone = client.post("/desk/ask/settings/", settings_form(statement, linked_sites="on"))
    both = settings_form(statement, linked_sites="on", signature_pages="on")
    saved = client.post("/desk/ask/settings/", both)

    assertContains(alone, "Give each signature a page first", status_code=422)
    assert saved.status_code == 302
    statement.refresh_from_db()
    assert (statement.linked_sites, statement.signature_pages) == (True, True)


def test_orcids_need_a_page_for_each_signature(client, edda):
    statement = make_text(slug="ask").statement

    alone = client.post("/desk/ask/settings/", settings_form(statement, linked_orcids="on"))
    both = settings_form(statement, linked_orcids="on", signature_pages="on")
    saved = client.post("/desk/ask/settings/", both)

    assertContains(alone, "it shows the ORCID iD", status_code=422)
    assert saved.status_code == 302
    statement.refresh_from_db()
    assert (statement.linked_orcids, statement.signature_pages) == (True, True)


def test_settings_say_whether_the_site_is_connected_with_orcid(client, edda, settings):
    make_text(slug="ask")
    assertContains(client.get("/desk/ask/settings/"), "set ORCID_CLIENT_ID and ORCID_CLIENT_SECRET")

    settings.ORCID_CLIENT_ID = settings.ORCID_CLIENT_SECRET = "set"

    assertContains(client.get("/desk/ask/settings/"), "The site is connected with ORCID.")
