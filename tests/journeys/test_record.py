"""The pages of a statement that has everything, and those about the site: looked at, every one."""

import pytest

from signatures.actions.statements import texts as statements
from signatures.models import (
    Guild,
    Notable,
    NotableHeading,
    Occupation,
    StatementLink,
    TallyDelta,
    TextVersion,
)
from tests.factories import (
    DAY,
    make_endorsement,
    make_guild_member,
    make_signature,
    make_text,
    make_withdrawn,
)
from tests.journeys.seed import LETTER
from tests.journeys.visitor import DESKTOP, PHONE

SCREENS = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
TITLES = {"en": "To those who keep the tapes", "fr": "À ceux qui gardent les bandes"}
ARABIC = "إلى من يحفظون الأشرطة"
CHANGED = LETTER.replace("Pay for both.", "Pay fairly for both.") + "\nIt can be kept today.\n"


def seed():
    """A letter in three languages, corrected once, signed over six weeks, and endorsed."""
    text = make_text(slug="record", title=TITLES["en"], text=LETTER, goal=50)
    text.statement.publishes_at -= 41 * DAY
    text.statement.save()
    for language, title, words in (
        ("en", "To those who hold the tapes", CHANGED),
        ("fr", TITLES["fr"], "Nous demandons qu’on nous demande.\n\n## Et puis\n\nEncore."),
        ("ar", ARABIC, "نطلب أن يُطلب منا.\n\n## ثم\n\nمرة أخرى."),
    ):
        version = TextVersion(statement=text.statement, language=language, title=title, text=words)
        statements.add_text(version, corrects=language == "en")
    guild = Guild.objects.create(slug="cymbal", name="Guild of Cymbal Players", country="IE")
    composer = Occupation.objects.create(slug="tin-player", name="Tin player")
    for number in range(1, 25):
        person = {"name": f"Nuala Person {number:02}", "country": "IE" if number % 3 else "FR"}
        if number % 4 == 0:
            make_guild_member(text, guild, **person, occupation=composer)
        else:
            make_signature(text, **person)
    make_withdrawn(text)
    for number, delta in enumerate(TallyDelta.objects.filter(statement=text.statement)):
        delta.day -= number * 3 % 41 * DAY
        delta.save()
    first = NotableHeading.objects.create(statement=text.statement, name="Those who wrote it")
    for signature in text.statement.signatures.filter(state="published")[:3]:
        Notable.objects.create(signature=signature, heading=first, credit="Of the first evening")
    make_endorsement(text, name="Union of Tin Players", represents="900 players")
    make_endorsement(text, name="نقابة العازفين", website="")
    link = {"title": "The evening, filmed", "url": "https://video.example/evening"}
    StatementLink.objects.create(statement=text.statement, **link)


@pytest.fixture(scope="module", autouse=True)
def _record(site):
    site.call(__name__, "seed")


def unfold(visitor):
    """Open all that is folded, by keyboard, and see that it is in sight."""
    page = visitor.page
    for place in range(page.locator("main details").count()):
        details = page.locator("main details").nth(place)
        if details.get_attribute("open") is None:
            details.locator("> summary").focus()
            page.keyboard.press("Enter")
        assert details.locator("> :not(summary)").last.is_visible()


@pytest.mark.parametrize(
    ("screen", "script"), [(DESKTOP, False), (PHONE, True)], ids=["no-script", "phone"]
)
def test_statement_with_everything_changes_its_language(visitor, screen, script):
    somebody = visitor(screen=screen, script=script)
    somebody.open("/record/")
    somebody.look("To those who hold the tapes")
    page = somebody.page
    assert page.locator(".notables .name").count() == 3
    assert page.locator(".notables small").first.inner_text() == "Of the first evening"

    page.locator(".languages").get_by_role("link", name="français").press("Enter")
    page.wait_for_url("**/record/?language=fr")
    assert page.locator("h1").inner_text() == TITLES["fr"]
    assert page.locator(".languages [aria-current]").inner_text() == "français"
    page.locator(".languages [lang=ar]").press("Enter")
    page.wait_for_url("**/record/?language=ar")
    somebody.look(ARABIC)
    assert page.locator("h1").evaluate("element => getComputedStyle(element).direction") == "rtl"


@SCREENS
def test_pages_of_the_record_are_in_order(visitor, screen):
    somebody = visitor(screen=screen)
    page = somebody.page
    somebody.open("/record/signatories/")
    somebody.look("24 signatories")
    assert page.locator(".notables .name").count() == 3

    somebody.open("/record/numbers/")
    unfold(somebody)
    somebody.look("24 verified signatories")
    assert page.locator("progress").get_attribute("value") == "24"
    somebody.open("/record/versions/")
    unfold(somebody)
    somebody.look("Text versions")
    assert "fairly" in page.locator("ins").all_inner_texts()[1]
    somebody.open("/record/checks/")
    somebody.look("How signatures are checked")
    somebody.open("/record/organizations/")
    somebody.look("Organizations")
    assert page.locator(".organization__name").all_inner_texts() == [
        "Union of Tin Players",
        "نقابة العازفين",
    ]
    assert page.locator(".members__table td").all_inner_texts() == ["6"]
    somebody.open("/record/embed/code/")
    somebody.look("Show this statement on your site")


@SCREENS
def test_pages_about_the_site_are_in_order(visitor, screen):
    somebody = visitor(screen=screen)

    somebody.open("/statements/")
    somebody.look("All statements")
    somebody.open("/api/")
    somebody.look("API and data")
    somebody.open("/nobody-wrote-this/")
    somebody.look(status=404)
