"""An organization's whole way without JavaScript and by keyboard: asked, confirmed, published."""

from io import BytesIO

import pytest
from PIL import Image

from signatures.actions.organizations import endorsements
from signatures.models import Endorsement
from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE


def publish(address):
    found = Endorsement.objects.get(contact_email=address)
    assert endorsements.publish(found, by=None)


@pytest.fixture(scope="module", autouse=True)
def _endorsed(site):
    site.seed("statement", "endorsed")


@pytest.fixture
def logo():
    """A PNG, as somebody has it on their disk."""
    file = BytesIO()
    Image.new("RGBA", (900, 300), (140, 20, 40, 200)).save(file, "PNG")
    return {"name": "our logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def choose_file(visitor, file):
    visitor.tab_to("#id_logo")
    visitor.page.locator("#id_logo").set_input_files(file)  # what the system's own dialog does


def organizations(visitor):
    visitor.open("/endorsed/organizations/")
    visitor.look("Organizations")
    return visitor.page.locator(".organization__name").all_inner_texts()


def test_an_organization_asks_confirms_and_stands_there(visitor, site, logo):
    name, address = "Society of Tin Players", "society@tin.example"
    somebody = visitor(script=False, screen=PHONE)
    page = somebody.page
    somebody.open("/endorsed/")
    somebody.press("Endorse as an organization")
    somebody.look("Endorse as an organization")

    somebody.type_into("#id_organization", name)
    somebody.tab_to("#id_kind")
    page.keyboard.type("Soc")
    somebody.type_into("#id_website", "www.tin.example")
    somebody.type_into("#id_represents", "900 players")
    choose_file(somebody, logo)
    somebody.type_into("#id_name", "Zebedee Contact")
    somebody.type_into("#id_role", "Treasurer")
    somebody.type_into("#id_email", "society at tin")
    somebody.press("Endorse as an organization")

    somebody.look("Endorse as an organization", status=422)
    assert page.locator(".error-summary a").all_inner_texts() == [
        "Remove the space from the e-mail address",
        "Tick the box, or remove the logo",
        "Tick the box if you may speak for the organization",
    ]
    assert page.locator("#id_organization").input_value() == name
    assert page.locator("#id_kind").input_value() == "society"
    assert page.locator("#id_represents").input_value() == "900 players"
    assert page.locator("#id_role").input_value() == "Treasurer"
    assert page.locator("#id_email").input_value() == "society at tin"
    assert page.locator("#id_logo_lost").is_visible()

    choose_file(somebody, logo)
    somebody.tick("#id_permit_logo")
    somebody.tab_to("#id_email").fill(address)
    somebody.tick("#id_authorized")
    somebody.press("Endorse as an organization")
    somebody.look("Check your e-mail")
    mail = site.sink.wait_for(address)
    assert name not in mail.text + mail.html
    [path] = mail.paths("endorsements")

    somebody.open(path)
    somebody.look("Confirm the endorsement")
    assert page.locator(".organization__name").inner_text() == name
    assert width_of_logo(page) == 800
    somebody.press("Confirm the endorsement")
    somebody.look("Thank you")
    assert name not in organizations(somebody)
    site.call(__name__, "publish", address)

    wait_until(lambda: name in organizations(somebody), within=10)
    assert width_of_logo(page) == 800
    assert "Zebedee" not in page.content()
    assert page.get_by_role("link", name="tin.example").count() == 1
    somebody.open("/endorsed/")
    listed = page.get_by_role("region", name="Endorsed by")
    assert name in listed.locator(".name").all_inner_texts()


def test_an_empty_form_is_refused_at_each_field(visitor):
    somebody = visitor()
    somebody.open("/endorsed/endorse/")

    somebody.press("Endorse as an organization")

    somebody.look("Endorse as an organization", status=422)
    wrong = somebody.page.locator("[aria-invalid]")
    assert wrong.evaluate_all("fields => fields.map(field => field.name)") == [
        "organization",
        "kind",
        "website",
        "name",
        "role",
        "email",
        "authorized",
    ]


def width_of_logo(page):
    picture = page.locator(".organization__logo img").last
    picture.scroll_into_view_if_needed()
    return picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)")
