"""Proof by mail through the signatory's door: link, code, and "I did not sign this"."""

import html
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Decision, OutgoingMail, Signature, Suppression, Token
from tests.factories import (
    close_too_long_ago,
    make_link,
    make_signature,
    make_text,
    make_withdrawn,
    sign_form,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def pending():
    text = make_text(slug="ask")
    return make_signature(text, state="pending", name="Ada Example", email="ada@example.org")


def state(signature):
    signature.refresh_from_db()
    return signature.state


def assert_private(response):
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert "Set-Cookie" not in response.headers


def close(signature):
    signature.statement.closes_at = timezone.now() - timedelta(hours=1)
    signature.statement.save()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(client, pending, method):
    link = make_link(pending)
    before = Token.objects.values().get()

    for _ in range(3):
        getattr(client, method)(f"/confirm/{link}/")

    assert state(pending) == "pending"
    assert Token.objects.values().get() == before
    assert not OutgoingMail.objects.exists()


def test_link_shows_what_the_button_will_do(client, pending):
    link = make_link(pending)

    response = client.get(f"/confirm/{link}/")

    page = response.content.decode()
    assert response.status_code == 200
    assert_private(response)
    assert "a•••@e••••••.org" in page
    assert "ada@example.org" not in page
    assert "Ada Example" in page
    assert page.count("<button") == 2
    assert f'action="/confirm/{link}/disown/"' in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("display", "said"),
    [
        ("full", "Ada Example"),
        ("anonymous", "A verified signatory, name withheld"),
        ("counted", "Nothing. You are counted, and not shown."),
    ],
)
def test_link_shows_how_the_name_will_appear(client, pending, display, said):
    Signature.objects.update(display=display, search_text="")

    assertContains(client.get(f"/confirm/{make_link(pending)}/"), said)


def test_button_confirms_and_says_thanks(client, pending):
    response = client.post(f"/confirm/{make_link(pending)}/")

    assert_private(response)
    assertContains(response, "Your signature is confirmed and published.")
    assertContains(response, 'href="http://testserver/ask/"')
    assert state(pending) == "published"


def test_button_pressed_again_changes_nothing_and_says_the_same(client, pending):
    link = make_link(pending)
    first = client.post(f"/confirm/{link}/")
    row = Signature.objects.values().get()

    again = [client.post(f"/confirm/{link}/"), client.get(f"/confirm/{link}/")]

    assert [each.content for each in again] == [first.content] * 2
    assert Signature.objects.values().get() == row
    assert (Decision.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_older_of_two_mails_confirms_as_well(client, pending):
    older, newer = make_link(pending), make_link(pending)

    assert client.post(f"/confirm/{older}/").status_code == 200
    assert client.post(f"/confirm/{newer}/").status_code == 200
    assert state(pending) == "published"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("published", "Your signature is confirmed and published."),
        ("held", "Your signature is confirmed and under review."),
        ("rejected", "Your signature was not accepted."),
    ],
)
def test_thanks_say_where_the_signature_stands(client, now, said):
    signature = make_signature(make_text(), state=now)

    response = client.get(f"/confirm/{make_link(signature)}/")

    assertContains(response, said)
    if now != "published":
        assertNotContains(response, "confirmed and published")


def test_thanks_before_publication_give_no_address_away(client):
    signature = make_signature(make_text(slug="early", publishes_at=None))

    response = client.get(f"/confirm/{make_link(signature)}/")

    assertContains(response, "It appears when the statement is published.")
    assertNotContains(response, "http://testserver/early/")
    assertNotContains(response, "share__links")


def test_words_changed_after_the_page_was_shown_are_shown_first(client, pending):
    link = make_link(pending)
    page = client.get(f"/confirm/{link}/").content.decode()
    shown = html.unescape(re.search(r'name="shown" value="([^"]*)"', page)[1])
    client.post("/ask/sign/", sign_form(name="Someone Else"))

    again = client.post(f"/confirm/{link}/", {"shown": shown})

    assertContains(again, "Someone Else")
    assertContains(again, "Confirm my signature")
    assert state(pending) == "pending"
    now_shown = html.unescape(re.search(r'name="shown" value="([^"]*)"', again.content.decode())[1])
    assertContains(client.post(f"/confirm/{link}/", {"shown": now_shown}), "Thank you for signing")
    assert state(pending) == "published"


@pytest.mark.table("method", ["get", "post"])
@pytest.mark.table("link", ["x", "A" * 43, "é" * 43, "%00", "a" * 3000])
def test_broken_link_is_404_and_says_what_to_do(client, method, link):
    response = getattr(client, method)(f"/confirm/{link}/")

    assertContains(response, "This link does not work", status_code=404)
    assertContains(response, 'href="/code/"', status_code=404)
    assert_private(response)


@pytest.mark.table("purpose", ["manage", "code"])
@pytest.mark.table("method", ["get", "post"])
def test_link_for_something_else_is_a_broken_one(client, pending, purpose, method):
    link = make_link(pending, purpose=purpose)

    assert getattr(client, method)(f"/confirm/{link}/").status_code == 404
    assert state(pending) == "pending"


@pytest.mark.parametrize("method", ["get", "post"])
def test_old_link_is_410_and_says_to_sign_again(client, pending, method):
    link = make_link(pending, expires_in=-timedelta(seconds=1))

    response = getattr(client, method)(f"/confirm/{link}/")

    assertContains(response, "This link has expired", status_code=410)
    assertContains(response, "Sign again", status_code=410)
    assert_private(response)
    assert state(pending) == "pending"


def test_link_works_until_its_last_second(client, pending):
    link = make_link(pending, expires_in=timedelta(seconds=20))

    assert client.post(f"/confirm/{link}/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_of_a_deleted_signature_is_410(client, pending, method):
    link = make_link(pending)
    pending.delete()

    response = getattr(client, method)(f"/confirm/{link}/")

    assertContains(response, "This signature no longer exists", status_code=410)
    assert_private(response)


def test_link_of_a_withdrawn_signature_is_410(client):
    link = make_link(make_withdrawn(make_text()))

    assert client.post(f"/confirm/{link}/").status_code == 410


def test_link_sent_to_another_address_is_410(client, pending):
    link = make_link(pending)
    Signature.objects.update(email="eve@example.org")

    assert client.post(f"/confirm/{link}/").status_code == 410
    assert state(pending) == "pending"


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_says_that_signing_has_ended_when_it_is_too_late_to_confirm(client, pending, method):
    link = make_link(close_too_long_ago(pending), expires_in=timedelta(hours=-2))

    response = getattr(client, method)(f"/confirm/{link}/")

    assertContains(response, "so you cannot sign again", status_code=410)
    assertNotContains(response, "Sign again", status_code=410)
    assert_private(response)
    assert state(pending) == "pending"


def test_link_that_worked_when_signing_ended_confirms_afterwards(client, pending):
    link = make_link(pending, expires_in=-timedelta(minutes=5))
    close(pending)

    page = client.get(f"/confirm/{link}/")
    thanks = client.post(f"/confirm/{link}/")

    assertContains(page, "your form came before that, so your signature will count")
    assertContains(thanks, "confirmed and published")
    assert state(pending) == "published"


def test_confirmed_link_still_says_thanks_after_the_end(client, pending):
    link = make_link(pending)
    client.post(f"/confirm/{link}/")
    close(pending)

    assertContains(client.get(f"/confirm/{link}/"), "Thank you for signing")


def test_disowned_signature_is_deleted_and_its_address_left_alone(client, pending):
    link = make_link(pending)

    response = client.post(f"/confirm/{link}/disown/")

    assertContains(response, "It was never shown.")
    assert_private(response)
    assert not Signature.objects.exists()
    assert Suppression.objects.get().statement == pending.statement
    assert client.post(f"/confirm/{link}/disown/").status_code == 410
    client.post("/ask/sign/", sign_form())
    kinds = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["disowned", "nothing"]


def test_disowning_wants_the_button(client, pending):
    response = client.get(f"/confirm/{make_link(pending)}/disown/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert state(pending) == "pending"


@pytest.mark.parametrize(
    ("now", "expires_in", "status"),
    [("published", DAY, 410), ("pending", -DAY, 410)],
)
def test_disowning_what_is_confirmed_or_over_does_nothing(client, now, expires_in, status):
    signature = make_signature(make_text(), state=now)

    response = client.post(f"/confirm/{make_link(signature, expires_in=expires_in)}/disown/")

    assert response.status_code == status
    assert state(signature) == now
    assert not Suppression.objects.exists()


@pytest.fixture
def code(client, pending, mailoutbox):
    """The code of a mail that really went out, to ada@example.org."""
    OutgoingMail.objects.create(signature=pending, kind="confirm")
    call_command("deliver_mail", verbosity=0)
    return re.search(r"^\w{4}-\w{4}$", mailoutbox[0].body, re.MULTILINE)[0]


@pytest.mark.table(
    "typing",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f" {code[:4]} - {code[5:]} ",
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_code_confirms_however_it_is_typed(client, pending, code, typing):
    response = client.post("/code/", {"email": "ADA@example.org", "code": typing(code)})

    assertContains(response, "Your signature is confirmed and published.")
    assert_private(response)
    assert state(pending) == "published"


@pytest.mark.table(
    ("email", "typed", "field"),
    [
        ("ada@example.org", "AAAA-AAAA", "code"),
        ("eve@example.org", None, "code"),
        ("ada@example.org", "", "code"),
        ("ada@example.org", "🎻", "code"),
        ("not an address", None, "email"),
        ("ada@example.org\0", None, "email"),
    ],
)
def test_wrong_code_is_422_and_says_no_more(client, pending, code, email, typed, field):
    response = client.post("/code/", {"email": email, "code": code if typed is None else typed})

    assertContains(response, f'<a href="#id_{field}">', status_code=422)
    assert_private(response)
    assert state(pending) == "pending"


def test_unknown_address_and_wrong_code_get_the_same_page(client, pending, code):
    known = client.post("/code/", {"email": "ada@example.org", "code": "AAAA-AAAA"})
    unknown = client.post("/code/", {"email": "eve@example.org", "code": "AAAA-AAAA"})

    assert known.content.replace(b"ada@", b"eve@") == unknown.content


def test_too_many_tries_of_a_code_are_429(client, pending, code):
    for _ in range(5):
        client.post("/code/", {"email": "ada@example.org", "code": "AAAA-AAAA"})

    response = client.post("/code/", {"email": "ada@example.org", "code": code})

    assertContains(response, "Too many codes were tried for this address", status_code=429)
    assert 0 < int(response["Retry-After"]) <= 900
    assert state(pending) == "pending"


def test_code_is_over_sooner_than_the_link(client, pending, code, settings):
    Token.objects.filter(purpose="code").update(expires_at=timezone.now())

    assert client.post("/code/", {"email": "ada@example.org", "code": code}).status_code == 422
    assert Token.objects.get(purpose="confirm").expires_at > timezone.now() + 2 * DAY


def test_code_confirms_after_the_end_what_was_submitted_before_it(client, pending, code):
    close(pending)

    response = client.post("/code/", {"email": "ada@example.org", "code": code})

    assertContains(response, "confirmed and published")
    assert_private(response)


def test_page_for_the_code_is_private_and_asks_for_both(client):
    response = client.get("/code/")

    assert_private(response)
    assertContains(response, 'id="id_email"')
    assertContains(response, 'autocomplete="one-time-code"')
