"""One signature's whole way in a real browser, through the real programs and a real mail server.

Each page on the way is checked by Visitor: axe, console, hosts, headers, width.
"""

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import DESKTOP, PHONE

JOURNEYS = [
    pytest.param("/", "ask-first", "Sinéad O’Example", True, DESKTOP, id="desktop"),
    pytest.param("/open-letter/", "open-letter", "ليلى المثال", False, DESKTOP, id="no-script"),
    pytest.param("/open-letter/", "open-letter", "Björn Ní Shampla", True, PHONE, id="phone"),
    pytest.param("/", "ask-first", "山田 例", False, PHONE, id="phone-no-script"),
]


def fill(visitor, name, address):
    visitor.type_into("#id_name", name)
    visitor.type_into("#id_email", address)
    visitor.unfold()
    visitor.type_into("#id_credit", "Second unit")
    visitor.tick("#id_consent_sign")
    visitor.tick("#id_consent_publish")


def names(visitor, path, *, closely=True):
    visitor.open(path)
    if closely:
        visitor.look()
    return visitor.page.locator(".names .name").all_inner_texts()


@pytest.mark.parametrize(("start", "slug", "name", "script", "screen"), JOURNEYS)
def test_a_visitor_signs_confirms_and_withdraws(
    visitor, site, start, slug, name, script, screen, request
):
    address = f"{request.node.callspec.id}@example.org"
    signatories = f"/{slug}/signatories/"
    before = site.count(slug)
    somebody = visitor(script=script, screen=screen)

    assert name not in names(somebody, start)
    fill(somebody, name, address)
    somebody.press("Sign the statement")
    somebody.look("Check your e-mail")
    mail = site.sink.wait_for(address)
    assert "Second unit" not in mail.text + mail.html
    assert name not in mail.text + mail.html
    somebody.open(mail.path)
    somebody.look("Confirm your signature")
    assert (site.count(slug), name in site.get(signatories).text) == (before, False)

    somebody.press("Confirm my signature")
    somebody.look("Thank you for signing")
    site.wait_for_count(slug, before + 1)
    wait_until(lambda: names(somebody, start, closely=False)[0] == name, within=10)
    assert names(somebody, signatories)[0] == name

    mail = site.sink.wait_for(address, count=2)
    somebody.open(mail.path)
    somebody.look("Your signature")
    assert somebody.page.locator(".names .name").inner_text() == name
    somebody.press("Withdraw my signature")
    somebody.look("Withdraw your signature?")
    somebody.press("Withdraw my signature")
    somebody.look("Your signature is withdrawn")
    site.wait_for_count(slug, before)
    wait_until(lambda: name not in names(somebody, start, closely=False), within=10)
    assert name not in names(somebody, signatories)


def test_a_visitor_who_errs_keeps_every_word(visitor, site):
    somebody = visitor()
    somebody.open("/")
    somebody.look()

    fill(somebody, "www.example.org", "nobody at example")
    somebody.press("Sign the statement")

    somebody.look("Sign the statement", status=422)
    page = somebody.page
    summary = page.locator(".error-summary")
    assert summary.evaluate("element => element === document.activeElement")
    assert summary.get_by_role("link").all_inner_texts() == [
        "Remove the web or e-mail address from “Your name”",
        "Remove the space from the e-mail address",
    ]
    assert page.locator("#id_name").input_value() == "www.example.org"
    assert page.locator("#id_email").input_value() == "nobody at example"
    assert page.locator("#id_credit").input_value() == "Second unit"
    assert page.locator("#id_consent_sign").is_checked()

    summary.get_by_role("link").first.press("Enter")
    page.keyboard.type("x")
    assert page.locator("#id_name").input_value() != "www.example.org"
    page.locator("#id_name").fill("Erring Example")
    page.locator("#id_email").fill("erring@example.org")
    somebody.press("Sign the statement")
    somebody.look("Check your e-mail")
    assert site.sink.wait_for("erring@example.org").paths("confirm")


def test_a_code_confirms_where_the_link_opens_elsewhere(visitor, site):
    somebody = visitor(screen=PHONE)
    somebody.open("/looked-at/")
    somebody.look()
    fill(somebody, "Coded Example", "coded@example.org")
    somebody.press("Sign the statement")
    somebody.look("Check your e-mail")

    mail = site.sink.wait_for("coded@example.org")
    assert somebody.page.locator("#id_email").input_value() == "coded@example.org"
    somebody.type_into("#id_code", mail.code.lower())
    somebody.press("Confirm with the code")

    somebody.look("Thank you for signing")
    assert "until the campaign team publishes it" in somebody.page.locator(".lead").inner_text()
    assert "Coded Example" not in names(somebody, "/looked-at/signatories/")


def test_a_person_who_did_not_sign_says_so(visitor, site):
    site.sign("ask-first", "surprised@example.org", name="Disowned Example")
    somebody = visitor(screen=PHONE, script=False)

    somebody.open(site.sink.wait_for("surprised@example.org").path)
    somebody.look("Confirm your signature")
    somebody.press("I did not sign this")

    somebody.look()
    assert site.sql("SELECT 1 FROM signatures_signature WHERE name = 'Disowned Example'") == []
