"""What organizers look after besides signatures: endorsements, rules, spellings. By keyboard."""

import pytest

from signatures.models import Guild, Occupation, Rule, WatchedName
from tests.factories import (
    make_endorsement,
    make_heading,
    make_organizer,
    make_signature,
    make_text,
)
from tests.journeys.site import wait_until
from tests.journeys.visitor import PHONE

PAGES = [
    "/desk/phone/endorsements/",
    "/desk/phone/endorsements/?part=published",
    "/desk/phone/endorsements/new/",
    "/desk/phone/tidying/",
    "/desk/phone/tidying/organizations/",
    "/desk/holding/",
    "/desk/holding/rules/new/",
    "/desk/holding/names/new/",
    "/desk/occupations/",
    "/desk/occupations/new/",
    "/desk/guilds/",
    "/desk/guilds/new/",
    "/desk/addresses/",
    "/desk/phone/launch/",
    "/desk/phone/launch/close/",
    "/desk/phone/invitations/",
    "/desk/phone/press-links/",
    "/desk/phone/claims/",
    "/desk/phone/delete/",
    "/desk/phone/notables/several/",
    "/accounts/digest/",
]
OTHER_PAGES = [
    "/desk/wide/settings/",
    "/desk/wide/imports/",
    "/desk/wide/texts/new/",
    "/desk/help/",
    "/desk/operation/",
]


def plant(role, slug):
    """Make an organizer with a statement that has a row on each page."""
    user = make_organizer(role, email=f"{slug}@desk.example")
    text = make_text(slug=slug)
    make_heading(text)
    make_endorsement(text, state="held", name="Society of Tin Players")
    make_endorsement(text, name="Zinc Players")
    for credit in ("Tin player", "Tin player", "tin-player"):
        make_signature(text, credit=credit)
    make_endorsement(make_text(slug=f"{slug}-too"), name="zinc players")
    Rule.objects.create(kind="domain", value="a-long-domain." * 15 + "example", by=user)
    WatchedName.objects.create(name="Ada Lovelace", keys=["none"], by=user)
    Occupation.objects.get_or_create(slug="stunt-performer", name="Stunt performer")
    Guild.objects.get_or_create(slug="quill", name="Quill Guild")


@pytest.fixture
def organizer(visitor, site):
    """Call it for somebody with a role, signed in, and a statement of their own at ``slug``."""

    def come(role, slug, **how):
        site.call(__name__, "plant", role, slug)
        somebody = visitor(signs_in=True, **how)
        somebody.sign_in(f"{slug}@desk.example")
        assert somebody.page.locator("h1").inner_text() == "The desk"
        return somebody

    return come


def push(somebody, button):
    """Reach one of several like buttons by keyboard, and press it."""
    somebody.tab_to(button)
    with somebody.page.expect_navigation(wait_until="load"):
        somebody.page.keyboard.press("Enter")


def organizations(site, slug):
    return site.get(f"/{slug}/organizations/").text


def test_an_endorsement_is_looked_at_published_and_put_first(organizer, site):
    edith = organizer("editor", "edited")
    edith.open("/desk/edited/endorsements/")
    edith.look("Endorsements")
    assert "Zebedee Contact, Treasurer of secrets" in edith.page.inner_text("main")

    push(edith, "button[value=publish]")

    wait_until(lambda: "Society of Tin Players" in organizations(site, "edited"))
    push(edith, ".desk__menu a[href$=published]")
    edith.look("Endorsements")
    push(edith, ".desk__row:last-child button[value=up]")
    names = edith.page.locator(".desk__name bdi").all_inner_texts()
    assert names == ["Society of Tin Players", "Zinc Players"]


def test_a_rule_is_written_and_holds_who_signs_next(organizer, site):
    maud = organizer("moderator", "moderated")
    maud.open("/desk/holding/")
    maud.look("Watch list and rules")
    maud.press("Add a rule")
    maud.look("Add a rule")
    maud.page.locator("#id_kind").select_option("word")
    maud.type_into("#id_value", "two robots")
    maud.press("Save")
    maud.look("Add a rule", status=422)
    assert maud.page.locator("#id_value").input_value() == "two robots"
    maud.tab_to("#id_value").fill("robots")
    maud.press("Save")
    maud.look("Add a rule")  # and what it would have caught
    assert maud.page.get_by_role("heading", name="Before you save").is_visible()
    maud.press("Save")
    maud.look("Watch list and rules")

    site.sign("moderated", "rob@desk.example", name="Friend of Robots")
    [path] = site.sink.wait_for("rob@desk.example").paths("confirm")
    site.post(path, {})

    maud.open("/desk/holding/")
    row = maud.page.locator("tr", has_text="robots")
    assert row.locator("td.desk__number").inner_text() == "1"
    assert "Friend of Robots" not in site.get("/moderated/signatories/").text
    maud.press("Add names to the watch list")
    maud.look("Add names to the watch list")
    maud.type_into("#id_names", "Ada Lovelace\nhttps://a.example\n")
    maud.press("Save")
    maud.look("Add names to the watch list", status=422)


def test_spellings_are_made_one_and_apart_again(organizer, site):
    owner = organizer("owner", "owned")
    owner.open("/desk/owned/tidying/")
    owner.look("Similar credits")
    owner.press("Check all credits")
    owner.look("Similar credits")

    push(owner, ".desk__group button")

    owner.look("Similar credits")
    listed = "/owned/signatories/?q=tin-player"
    assert "1 signature now says “Tin player”." in owner.page.inner_text("main")
    wait_until(lambda: "Tin player" not in site.get(listed).text)
    push(owner, ".desk__tidied button")
    owner.look("Similar credits")
    wait_until(lambda: "tin-player" in site.get(listed).text)


def test_every_page_fits_a_phone_without_a_script(organizer):
    owner = organizer("owner", "phone", screen=PHONE, script=False)

    for path in PAGES:
        owner.open(path)
        owner.look()


def test_settings_guide_and_operation_are_accessible(organizer):
    owner = organizer("owner", "wide")

    for path in OTHER_PAGES:
        owner.open(path)
        owner.look()
