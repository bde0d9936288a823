import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.evidence import transitions
from signatures.actions.moderation import decisions as moderation
from signatures.actions.record_keeping import audit_log
from signatures.actions.signing import own_signature
from signatures.models import Decision, Signature, Statement
from tests.factories import make_link, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

About = Decision.About
LOG = "/desk/log/"


@pytest.fixture
def mo():
    return make_organizer("moderator", email="mo@example.org")


@pytest.fixture
def vera(client):
    return sign_in(client, make_organizer("viewer", email="vera@example.org"))


def say(what, *, at=None, **facts):
    """A line that says ``what``."""
    about = facts.pop("about", About.RULE)
    fields = {"about": about, "subject": what, "from_state": "", "to_state": "", "reason": ""}
    return Decision.objects.create(**{**fields, **facts}, decided_at=at or timezone.now())


def subjects(page):
    return [line.subject for line in page.context["lines"]]


def test_line_says_who_what_from_to_and_why(client, text, mo):
    signature = make_signature(text, state="held", name="Ada Example", reasons=["watched_name"])
    moderation.reject(signature, by=mo, refusal="not_them", reason="she wrote so")

    page = sign_in(client, mo).get(LOG)

    [line] = page.context["lines"]
    assert (line.who, line.what, line.name) == ("mo@example.org", "signature", "Ada Example")
    assert (line.before, line.after) == ("under review", "not accepted")
    assert line.why == (
        "she wrote so; not signed by the person named; "
        "was held: the name resembles one on the watch list"
    )
    at = Decision.objects.get().decided_at
    assertContains(page, at.strftime("%Y-%m-%d %H:%M:%S"))
    assertNotContains(page, signature.email)


@pytest.mark.table(
    ("role", "urls"),
    [
        ("owner", ["/desk/holding/", "/desk/ask/settings/"]),
        ("moderator", ["/desk/holding/", ""]),
        ("viewer", ["", ""]),
    ],
)
def test_line_links_to_the_page_of_what_changed_if_the_reader_may_open_it(client, text, role, urls):
    say("rule 7")
    say("goal", about=About.STATEMENT, statement=text.statement)

    page = sign_in(client, make_organizer(role)).get(LOG)

    assert [line.url for line in reversed(page.context["lines"])] == urls
    for url in filter(None, urls):
        assertContains(page, f'<a href="{url}"><bdi>')


def test_newest_line_stands_first(vera):
    now = timezone.now()
    say("younger", at=now)
    say("older", at=now - timedelta(hours=1))

    assert subjects(vera.get(LOG)) == ["younger", "older"]


def test_role_says_whose(client, vera, mo):
    audit_log.record(About.ROLE, by=mo, person=mo, from_state="viewer", to_state="moderator")

    [line] = vera.get(LOG).context["lines"]

    assert (line.subject, line.before, line.after) == ("mo@example.org", "viewer", "moderator")


@pytest.mark.table(
    ("fields", "is_named"),
    [
        ({"state": "published"}, True),
        ({"state": "published", "display": "name"}, True),
        ({"state": "published", "display": "anonymous"}, False),
        ({"state": "published", "display": "counted"}, False),
        ({"state": "held"}, False),
        ({"state": "rejected"}, False),
    ],
)
def test_viewer_sees_names_the_public_sees_and_no_others(client, vera, mo, text, fields, is_named):
    signature = make_signature(text, name="Ada Secret", email="ada@hidden.example", **fields)
    say("", about=About.SIGNATURE, signature=signature, statement=text.statement, by=mo)

    page = vera.get(LOG)

    assert ("Ada Secret" in page.content.decode()) == is_named
    assertContains(page, str(signature.public_id)[:8])
    assertNotContains(page, "hidden.example")
    assertContains(sign_in(client, mo).get(LOG), "Ada Secret")
    assertNotContains(client.get(LOG), "hidden.example")


def test_viewer_sees_no_names_before_publication(vera, mo):
    text = make_text(publishes_at=timezone.now() + timedelta(days=1))
    signature = make_signature(text, name="Ada Secret")
    say("", about=About.SIGNATURE, signature=signature, statement=text.statement, by=mo)

    assertNotContains(vera.get(LOG), "Ada Secret")


def test_of_somebody_who_withdrew_only_the_id_is_left(client, text, mo):
    signature = make_signature(text, state="held", name="Ada Secret")
    moderation.publish(signature, by=mo, reason="looks right")
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    page = sign_in(client, mo).get(f"{LOG}?signature={signature.public_id}")

    assert [line.who for line in page.context["lines"]] == ["the signatory", "mo@example.org"]
    assertNotContains(page, "Ada Secret")
    assertContains(page, str(signature.public_id)[:8])


def test_line_outlives_its_signature(client, text, mo):
    signature = make_signature(text, state="pending", name="Ada Secret")
    say("", about=About.SIGNATURE, signature=signature, statement=text.statement, by=mo)
    Signature.objects.all().delete()

    page = sign_in(client, mo).get(LOG)

    assert subjects(page) == ["deleted"]


def test_batch_is_one_line_until_somebody_opens_it(vera, text, mo):
    batch = uuid.uuid4()
    people = [make_signature(text, state="held") for _ in range(3)]
    transitions.move(
        [each.pk for each in people],
        before=["held"],
        after="rejected",
        by=mo,
        reason="burst",
        refusal="automated",
        batch=batch,
    )
    audit_log.record(About.BATCH, by=mo, subject="3 signatures refused", batch=batch)

    folded, opened = vera.get(LOG), vera.get(f"{LOG}?batch={batch}")

    assert subjects(folded) == ["3 signatures refused"]
    assertContains(folded, f"{LOG}?batch={batch}")
    assert [line.after for line in opened.context["lines"]] == ["", *["not accepted"] * 3]
    assert subjects(vera.get(f"{LOG}?who=everybody")) == ["3 signatures refused"]


def test_what_signatories_do_stands_apart(vera, text, mo):
    signature = make_signature(text)
    say("", about=About.SIGNATURE, signature=signature, from_state="pending", reason="proven")
    say("a rule", by=mo)
    say("a command")

    assert subjects(vera.get(LOG)) == ["a command", "a rule"]
    assert len(vera.get(f"{LOG}?who=everybody").context["lines"]) == 3
    assert subjects(vera.get(f"{LOG}?who={mo.pk}")) == ["a rule"]
    [command, own] = vera.get(f"{LOG}?who=nobody").context["lines"]
    assert (command.who, own.who) == ("a command on the server", "the signatory")


def test_filters_find_what_they_say(vera, text, mo):
    other = make_text(slug="other")
    say("rule 7", statement=text.statement, reason="a Burst from one network")
    say("occupation 8", about=About.OCCUPATION, statement=other.statement)
    say("old", at=datetime(2026, 1, 2, 23, 59, 59, tzinfo=UTC))
    say("older", at=datetime(2026, 1, 1, tzinfo=UTC))

    def found(query):
        return subjects(vera.get(f"{LOG}?{query}"))

    assert found("about=occupation") == ["occupation 8"]
    assert found("statement=ask") == ["rule 7"]
    assert found("words=burst+NETWORK") == ["rule 7"]
    assert found("words=occupation") == ["occupation 8"]
    assert found("words=100%25") == []
    assert found("until=2026-01-02") == ["old", "older"]
    assert found("since=2026-01-02&until=2026-01-02") == ["old"]
    assert found("until=2025-12-31") == []


def test_log_of_a_statement_has_its_lines_alone(vera, text):
    say("mine", statement=text.statement)
    say("other", statement=make_text().statement)
    say("site")

    page = vera.get("/desk/ask/log/")

    assert subjects(page) == ["mine"]
    assert "statement" not in page.context["form"].fields
    assert vera.get("/desk/nowhere/log/").status_code == 404


@pytest.mark.parametrize("narrow", ["", "batch"])
@pytest.mark.parametrize("words", ["", "line"])
def test_pages_show_every_line_once(vera, monkeypatch, narrow, words):
    monkeypatch.setattr("signatures.views.desk.log.PER_PAGE", 3)
    batch, now = uuid.uuid4(), timezone.now()
    for number in range(8):  # all at one moment, as lines of a batch are
        say(f"line {number}", at=now, about=About.BATCH, batch=batch)
    query = f"words={words}&batch={batch if narrow else ''}"

    seen, path = [], f"{LOG}?{query}"
    while path:
        page = vera.get(path)
        seen += subjects(page)
        path = page.context["older_url"]

    assert seen == [f"line {number}" for number in reversed(range(8))]


def test_search_reads_so_many_lines_a_page_and_says_so(vera, monkeypatch):
    monkeypatch.setattr("signatures.views.desk.log.LOOKED_THROUGH", 4)
    now = timezone.now()
    for number in range(10):
        say("needle" if number in (0, 5) else "hay", at=now + timedelta(seconds=number))

    first = vera.get(f"{LOG}?words=needle")
    second = vera.get(first.context["older_url"])
    third = vera.get(second.context["older_url"])

    assert [subjects(page) for page in (first, second, third)] == [[], ["needle"], ["needle"]]
    assertContains(first, "Search older entries")
    assert third.context["older_url"] == ""


@pytest.mark.table(
    "query",
    [
        "about=king",
        "who=0",
        "who=%00",
        "since=yesterday",
        "until=2026-02-30",
        "statement=%00",
        "statement=nowhere",
        "words=%00",
        f"words={'x' * 101}",
        "signature=1",
        "batch=%00",
        "after=0",
        "after=-1",
        "after=x",
        f"after={2**63}",
    ],
)
def test_what_cannot_be_is_said_and_never_an_error(vera, query):
    say("a line")

    page = vera.get(f"{LOG}?{query}")

    assert page.status_code == 422
    assert page.context["lines"] == []
    assertContains(page, 'class="error"', status_code=422)


@pytest.mark.table(
    ("query", "status"),
    [
        ("since=0001-01-01&until=9999-12-31", 200),
        ("signature=d2719f1c-0b1e-4f57-9c29-3c1b7c6c2f10", 200),
        ("batch=d2719f1c-0b1e-4f57-9c29-3c1b7c6c2f10&after=1", 200),
        (f"after={2**63 - 1}", 404),
    ],
)
def test_edges_of_what_can_be_asked(vera, query, status):
    assert vera.get(f"{LOG}?{query}").status_code == status


@pytest.mark.table("count", [1, 3])
@pytest.mark.table("query", ["", "who=everybody&words=reason"])
def test_page_costs_the_same_however_many_lines(
    client, mo, count, query, django_assert_num_queries
):
    sign_in(client, mo)
    for _ in range(count):
        signature = make_signature(make_text(), state="held")
        moderation.publish(signature, by=mo, reason="reason")

    # session, visitor, second factor (middleware 2, door 2), people, statements, lines, undone;
    # and what a search reads
    with django_assert_num_queries(11 if query else 10):
        client.get(f"{LOG}?{query}")


def test_undone_line_is_marked(client, text, mo):
    signature = make_signature(text, state="held")
    moderation.publish(signature, by=mo, reason="looks right")
    moderation.undo(Decision.objects.get(), by=mo)

    page = sign_in(client, mo).get(LOG)

    assert [line.is_undone for line in page.context["lines"]] == [False, True]
    assert len(re.findall("Undone later.", page.content.decode())) == 1


def test_log_without_a_line_says_what_will_stand_there(vera):
    assertContains(vera.get(LOG), "There are no entries yet.")


def test_no_statement_takes_an_address_of_the_desk():
    for slug in ("log", "people"):
        with pytest.raises(Exception, match="The site uses this address itself."):
            Statement(slug=slug).clean_fields(exclude=["invitation"])
