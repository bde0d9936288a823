import re

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.audits import answers as audit_answers
from signatures.actions.audits import audits
from signatures.models import Audit, OutgoingMail
from signatures.views.desk.lists import audits as desk_audits
from tests.factories import make_link, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/ask/audits/"


@pytest.fixture
def moderator(client):
    user = make_organizer("moderator", email="mo@example.org")
    sign_in(client, user, reauthenticated=True)
    return user


def closed(text, by, *, yes=0, no=0, shown=False):
    fields = {"asked": 500, "delivered": 490, "bounced": 8, "yes": yes, "no": no}
    return Audit.objects.create(
        statement=text.statement,
        percent=2,
        by=by,
        drawn_at="2027-05-03T10:00Z",
        ended_at="2027-06-03T10:00Z",
        population=25_000,
        shown=shown,
        **fields,
    )


def test_page_says_how_many_mails_each_share_is(client, moderator, text):
    for _ in range(41):
        make_signature(text)

    page = client.get(PAGE).content.decode()

    cells = re.findall(r'<td[^>]* class="desk__number"[^>]*>([^<]*)</td>', page)
    assert cells == ["1", "20.7 %", "1", "20.7 %", "2", "34.2 %", "2", "34.2 %", "3", "43.9 %"]


def test_start_asks_and_shows_the_audit_running(client, moderator, text):
    make_signature(text)

    assertRedirects(client.post(PAGE, {"percent": "5"}), PAGE)

    assert (Audit.objects.get().percent, Audit.objects.get().by) == (5, moderator)
    assert OutgoingMail.objects.filter(kind="audit").count() == 1
    assertContains(client.get(PAGE), "No one has answered yet.")


def test_start_wants_the_second_factor_once_more(client, text):
    sign_in(client, make_organizer("moderator"))
    make_signature(text)
    assert client.get(PAGE).status_code == 200

    response = client.post(PAGE, {"percent": "5"})

    assert response.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not Audit.objects.exists()


@pytest.mark.table("percent", ["", "0", "6", "2.5", "x\0", "9" * 99])
def test_share_is_from_1_to_5(client, moderator, text, percent):
    make_signature(text)

    response = client.post(PAGE, {"percent": percent})

    assertContains(response, "Enter a percentage from 1 to 5", status_code=422)
    assert not Audit.objects.exists()


def test_second_of_two_at_once_is_told(client, moderator, text):
    make_signature(text)
    make_signature(text)
    client.post(PAGE, {"percent": "1"})

    response = client.post(PAGE, {"percent": "1"})

    assertContains(response, "is already running", status_code=409)
    assert Audit.objects.count() == 1


def test_nobody_to_ask_is_said(client, moderator, text):
    make_signature(text, state="held")

    response = client.post(PAGE, {"percent": "1"})

    assert response.status_code == 409
    assert not Audit.objects.exists()
    assertContains(client.get(PAGE), "No one has signed yet")


def test_running_audit_tells_totals_and_no_names(client, moderator, text):
    signature = make_signature(text, name="Zebedee Quux", email="zeb@example.org")
    client.post(PAGE, {"percent": "5"})
    audit_answers.answer(make_link(signature, "audit"), "no")

    page = client.get(PAGE)

    assertContains(
        page,
        "0 of 1 people who answered said yes. Estimated share among all who would answer: 0.0 % "
        "to 79.3 %",
    )
    for word in ("Zebedee", "Quux", "zeb@example.org"):
        assertNotContains(page, word)


def test_large_running_audit_is_counted_once_in_a_while(client, moderator, text, monkeypatch):
    monkeypatch.setattr(desk_audits, "MANY", 1)
    signature = make_signature(text)
    client.post(PAGE, {"percent": "5"})
    client.get(PAGE)
    audit_answers.answer(make_link(signature, "audit"), "no")

    assertContains(client.get(PAGE), "No one has answered yet.")
    caches["pages"].clear()
    assertContains(client.get(PAGE), "0 of 1 people who answered")


def test_closed_audit_is_told_in_words_drawn_and_as_a_table(client, moderator, text):
    closed(text, moderator, yes=409, no=3)

    page = client.get(PAGE)

    assertContains(
        page,
        "409 of 412 people who answered said yes. Estimated share among all who would answer: "
        "97.9 % to 99.8 %.",
    )
    assertContains(page, "99.3 % (97.9–99.8)")
    assertContains(page, "81.8 % (78.2–84.9)")
    assertContains(page, 'width="99.27%"')
    figures = re.findall(r'<td class="figure">([\d,]+)</td>', page.content.decode())
    assert figures == ["25,000", "500", "490", "8", "2", "409", "3", "88"]


def test_audit_is_closed_once(client, moderator, text):
    make_signature(text)
    client.post(PAGE, {"percent": "5"})
    end = f"{PAGE}{Audit.objects.get().pk}/end/"

    client.post(end)
    again = client.post(end, follow=True)

    assertContains(again, "This audit is already closed")
    assert Audit.objects.get().ended_at


def test_result_is_public_when_organizers_show_it(client, moderator, text):
    audit = closed(text, moderator, yes=409, no=3)
    words = "On 3 May 2027, 500 people were asked and 412 answered; 99.3 % of them said yes."
    assertNotContains(client.get("/ask/checks/"), words)

    client.post(f"{PAGE}{audit.pk}/show/", {"to": "on"})

    assertContains(client.get("/ask/checks/"), words)
    client.post(f"{PAGE}{audit.pk}/show/", {"to": "off"})
    assertNotContains(client.get("/ask/checks/"), words)


@pytest.mark.parametrize("to", ["off", "", "maybe"])
def test_showing_what_is_so_already_or_nonsense_is_told(client, moderator, text, to):
    audit = closed(text, moderator)

    response = client.post(f"{PAGE}{audit.pk}/show/", {"to": to}, follow=True)

    assertContains(response, "Nothing has changed")


def test_audit_of_nobody_who_answered_is_public_as_such(client, moderator, text):
    closed(text, moderator, shown=True)

    assertContains(
        client.get("/ask/checks/"), "On 3 May 2027, 500 people were asked and no one answered"
    )


@pytest.mark.table("pk", ["foreign", 10**30])
@pytest.mark.table("page", ["end", "show"])
def test_audit_of_another_statement_is_not_found(client, moderator, text, page, pk):
    if pk == "foreign":
        pk = closed(make_text(), moderator).pk

    assert client.post(f"{PAGE}{pk}/{page}/", {"to": "on"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(
    client, moderator, text, number, django_assert_num_queries
):
    for _ in range(number):
        closed(text, moderator, yes=3)
        make_signature(text)
    audits.start(text.statement, percent=5, by=moderator)

    with django_assert_num_queries(15):
        client.get(PAGE)
