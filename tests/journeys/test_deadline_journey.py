"""Forms sent in the last minute of signing, and confirmed after it, in a real browser."""

import pytest

from tests.journeys import deadline_rows
from tests.journeys.test_signing_journey import fill
from tests.journeys.visitor import PHONE

SLUG = "deadline"


def words(visitor):
    return " ".join(visitor.page.locator("main").inner_text().split())


def sign_online(visitor, site, name, address):
    visitor.open(f"/{SLUG}/")
    fill(visitor, name, address)
    visitor.press("Sign the statement")


@pytest.mark.parametrize("screen", [PHONE])
def test_form_of_the_last_minute_counts_when_confirmed_after_the_end(visitor, site, screen):
    site.call(deadline_rows.__name__, "deadline", SLUG)
    somebody, late = visitor(screen=screen), visitor(screen=screen)

    sign_online(somebody, site, "Ada Lastminute", "ada.last@example.org")
    somebody.look("Check your e-mail")
    sent = words(somebody)
    assert "ada.last@example.org" in sent
    assert "What you sent before that can be confirmed until" in sent
    mail = site.sink.wait_for("ada.last@example.org")
    assert "The link works until" in " ".join(mail.text.split())
    late.open(f"/{SLUG}/")
    fill(late, "Eve Toolate", "eve.late@example.org")

    site.call(deadline_rows.__name__, "end_signing", SLUG)
    late.press("Sign the statement")
    late.look("This statement cannot be signed now", status=409)
    assert "This form was not recorded." in words(late)
    assert "use the link in our e-mail by" in words(late)
    assert site.count(SLUG) == 0

    somebody.open(mail.path)
    somebody.look("Confirm your signature")
    assert "your form came before that, so your signature will count" in words(somebody)
    assert site.count(SLUG) == 0
    somebody.press("Confirm my signature")
    somebody.look("Thank you for signing")
    assert "Your reference is" in words(somebody)
    site.wait_for_count(SLUG, 1)
    thanks = site.sink.wait_for("ada.last@example.org", count=2)
    assert "Your signature is confirmed and counted." in " ".join(thanks.text.split())


def test_link_confirms_no_more_when_the_time_after_the_end_is_over(visitor, site):
    site.call(deadline_rows.__name__, "deadline", "deadline-over")
    site.sign("deadline-over", "ada.over@example.org")
    mail = site.sink.wait_for("ada.over@example.org")
    site.call(deadline_rows.__name__, "end_signing", "deadline-over", 73)
    somebody = visitor(screen=PHONE)

    somebody.open(mail.path)

    somebody.look("This link has expired", status=410)
    assert "so you cannot sign again" in words(somebody)
    assert site.count("deadline-over") == 0
