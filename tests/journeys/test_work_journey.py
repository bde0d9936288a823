"""Signing a statement for which programs send forms: with the calculation, and without a script."""

from datetime import timedelta

import pytest

from tests.journeys.visitor import DESKTOP, PHONE

SLUG = "work-journey"
WAITS = """
    SELECT mail.due_at - mail.created_at FROM signatures_outgoingmail AS mail
    JOIN signatures_signature AS one ON one.id = signature_id
    WHERE one.email = %s AND kind = 'confirm'
"""


@pytest.fixture(scope="module")
def statement(site):
    site.seed("statement", SLUG)
    site.seed("forms_of_programs", SLUG, 600)
    yield SLUG
    site.seed("forget_forms_of_programs")


def fill(somebody, name, address):
    somebody.open(f"/{SLUG}/sign/")
    somebody.type_into("#id_name", name)
    somebody.type_into("#id_email", address)
    somebody.tick("#id_consent_sign")
    somebody.tick("#id_consent_publish")
    somebody.press("Sign the statement")
    somebody.look("Sign the statement", status=429)


def test_browser_does_the_calculation_and_the_mail_comes_at_once(visitor, site, statement):
    address = "calculating@work-journey.example"
    somebody = visitor(screen=DESKTOP)
    fill(somebody, "Calculating Journey", address)

    finished = somebody.page.get_by_text("The calculation has finished. You can sign now.")
    finished.wait_for(timeout=120_000)
    assert somebody.page.locator("#id_name").input_value() == "Calculating Journey"
    somebody.press("Sign the statement")

    somebody.look("Check your e-mail")
    assert "/confirm/" in site.sink.wait_for(address).path


def test_without_a_script_the_box_signs_and_the_mail_comes_later(visitor, site, statement):
    address = "patient@work-journey.example"
    somebody = visitor(script=False, screen=PHONE)
    fill(somebody, "Patient Journey", address)

    somebody.tick("#id_waits")
    somebody.press("Sign the statement")

    somebody.look("Check your e-mail")
    assert site.value(WAITS, address) == timedelta(minutes=30)
