"""The notice above public pages: written at the desk, read by everyone, gone in time."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Notice, Statement
from tests.factories import make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db

WORDS = "E-mails are <b>delayed</b> today."
SHOWN = '<p class="page-notice" role="note" dir="auto">'


@pytest.fixture
def text():
    make_text(slug="other")
    return make_text(slug="ask")


@pytest.fixture
def desk(client, text):
    return sign_in(client, make_organizer())


def write(client, path="/desk/ask/notice/", **typed):
    page = client.get(path)
    begins = page.context["form"]["shows_from"].value()
    typed = {"text": WORDS, "shows_from": f"{begins:%Y-%m-%d %H:%M}", **typed}
    return client.post(path, {"seen": page.context["seen"], **typed})


def test_notice_of_a_statement_is_on_its_pages_alone_and_is_no_markup(desk):
    write(desk)

    for path in ("/ask/", "/ask/signatories/", "/ask/sign/", "/ask/numbers/", "/ask/sign/sent/"):
        assertContains(Client().get(path), f"{SHOWN}E-mails are &lt;b&gt;delayed")
    for path in ("/other/", "/code/", "/about/privacy/", "/desk/ask/settings/"):
        assertNotContains(desk.get(path), "page-notice")


def test_notice_of_the_site_is_on_every_public_page(desk):
    write(desk, "/desk/operation/notice/")

    for path in ("/ask/", "/other/", "/code/", "/manage/", "/about/privacy/", "/api/"):
        assertContains(Client().get(path), SHOWN)
    assertContains(Client().get("/nowhere/"), SHOWN, status_code=404)
    assertNotContains(desk.get("/desk/"), SHOWN)
    assertContains(desk.get("/desk/operation/"), "Change or remove the notice on all pages")


def test_notice_is_changed_and_removed(desk):
    write(desk)
    write(desk, text="All is well again.")
    assertContains(Client().get("/ask/"), "All is well again.")
    assert Notice.objects.count() == 1

    desk.post("/desk/ask/notice/remove/")

    assertNotContains(Client().get("/ask/"), SHOWN)


def test_notice_goes_with_its_end_though_pages_are_cached(
    stopped_clock, desk, settings, time_machine
):
    settings.PAGE_CACHE_TIMEOUT = timedelta(seconds=2)
    until = stopped_clock + timedelta(minutes=5)
    write(desk, shows_until=f"{until:%Y-%m-%d %H:%M:%S}")
    reader = Client()
    assertContains(reader.get("/ask/"), SHOWN)

    time_machine.shift(timedelta(minutes=6))
    for _ in range(2):  # one reader makes the page afresh
        page = reader.get("/ask/")

    assertNotContains(page, SHOWN)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("text", ""), ("text", "x" * 301), ("text", "a\0b"), ("shows_until", "2 March 2020, 10:00")],
)
def test_what_is_wrong_is_told_at_the_field(desk, field, typed):
    answer = write(desk, **{field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Notice.objects.exists()


def test_notice_that_someone_else_changed_is_not_overwritten(desk):
    write(desk)
    seen = desk.get("/desk/ask/notice/").context["seen"]
    Notice.objects.update(text="Theirs.")

    typed = {"text": "Ours.", "shows_from": "2026-03-02 10:00", "seen": seen}
    answer = desk.post("/desk/ask/notice/", typed)

    assertContains(answer, "Someone else has changed this", status_code=422)
    assert Notice.objects.get().text == "Theirs."


def test_editor_of_one_statement_does_not_write_above_all(client, text):
    sign_in(client, make_organizer("editor"))

    assert client.get("/desk/ask/notice/").status_code == 200
    assert client.get("/desk/operation/notice/").status_code == 403
    assert client.post("/desk/operation/reduced/", {"to": "on"}).status_code == 403


def test_page_is_shown_while_the_notices_cannot_be_read(text, monkeypatch):
    def away(*of):
        raise OperationalError

    monkeypatch.setattr("signatures.actions.record_keeping.notices._not_over", away)

    assert Client().get("/ask/").status_code == 200


def test_deleting_a_statement_deletes_its_notice(desk):
    write(desk)

    desk.post("/desk/ask/delete/", {"slug": "ask"})

    assert not Statement.objects.filter(slug="ask").exists()
    assert not Notice.objects.exists()
