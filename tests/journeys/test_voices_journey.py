"""A campaign from a signature with a quote to the answer of the addressee, on a phone."""

import re

import pytest

from tests.factories import make_signature, make_text, make_voiced
from tests.journeys.visitor import PHONE

SLUG, TITLE = "voices", "Pay for the old tapes"
OWNER = "vera@voices.example"
SIGNATORY, QUOTE = "nuala@voices.example", "Ask us before you use our tapes."
CHOIR, MINISTER = "Choir of Tin Harbour", "The Minister of Tapes"
ANSWER = f"Answer from {MINISTER}"
PDF = b"%PDF-1.4 a signed receipt"


def seed():
    """A statement whose form asks for everything, with a few signatories."""
    fields = ["credit", "occupation", "country", "display", "updates", "affiliation", "quote"]
    text = make_text(slug=SLUG, title=TITLE, form_fields=fields, signature_pages=True)
    for number in range(3):
        make_signature(text, name=f"Voices Person {number}")
    make_voiced(text, name="Bo Voices", affiliation=CHOIR, quote="")


@pytest.fixture
def owner(visitor, site):
    site.call(__name__, "seed")
    site.seed("organizer", OWNER, "owner")
    somebody = visitor(screen=PHONE, signs_in=True)
    somebody.sign_in(OWNER)
    return somebody


def fill(visitor, **fields):
    for name, words in fields.items():
        visitor.page.locator(f"#{name}").fill(words)


def sign(visitor, site):
    """Sign with a quote, an affiliation and a wish for updates, and confirm."""
    visitor.open(f"/{SLUG}/sign/")
    inputs = ".sign-form :is(input:not([type=hidden]), select, textarea)"
    shown = [each for each in visitor.page.locator(inputs).all() if each.is_visible()]
    folded = ".more :is(input, select, textarea), .trap input"
    assert len(shown) - visitor.page.locator(folded).filter(visible=True).count() <= 6
    visitor.unfold()
    fill(visitor, id_name="Nuala Voices", id_email=SIGNATORY)
    fill(visitor, id_affiliation=CHOIR, id_quote=QUOTE)
    for box in ("updates", "consent_sign", "consent_publish"):
        visitor.page.locator(f"input[name={box}]").check()
    visitor.look()
    visitor.press("Sign the statement")
    visitor.open(site.sink.wait_for(SIGNATORY).path)
    visitor.look("Confirm your signature")
    visitor.press("Confirm my signature")


def deliver(owner):
    """Record a delivery with a receipt, and the answer to one demand."""
    owner.open(f"/desk/{SLUG}/deliveries/")
    owner.look("Delivery and answers")
    owner.press("Record a delivery")
    at = owner.page.evaluate("new Date().toISOString().slice(0, 19)")
    fill(owner, id_recipient=MINISTER, id_delivered_at=at, id_file_label="Signed receipt")
    receipt = {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": PDF}
    owner.page.locator("#id_file").set_input_files(receipt)
    owner.look("Record a delivery")
    owner.press("Save")
    owner.look("Delivery and answers")
    owner.press("Record an answer")
    fill(owner, id_demand="Pay for both", id_answered_on=at[:10], id_text="We pay for one.")
    owner.page.locator("#id_outcome").select_option("partly")
    owner.look("Record an answer")
    owner.press("Save")


@pytest.mark.timeout(300)
def test_a_quote_is_read_a_statement_delivered_and_the_answer_sent(owner, visitor, site):
    signer = visitor(screen=PHONE)
    sign(signer, site)
    assert QUOTE not in site.get(f"/{SLUG}/").text

    owner.open(f"/desk/{SLUG}/quotes/")
    owner.look("Quotes and affiliations")
    owner.press("Choose it for the statement’s page")

    signer.open(f"/{SLUG}/")
    signer.look()
    assert QUOTE in signer.page.locator("main").inner_text()
    site.wait_for_words(QUOTE, f"/{SLUG}/press/")
    signer.open(f"/{SLUG}/affiliations/")
    signer.look("Where signatories work")
    signer.press(CHOIR)
    signer.look(f"Signatories from {CHOIR}")
    signer.press("Nuala Voices")
    signer.look("Nuala Voices")

    deliver(owner)
    owner.press("Write an update about it")
    owner.look(ANSWER)
    owner.press("Publish and send")

    mail = site.sink.wait_for(SIGNATORY, about=ANSWER)
    assert "Pay for both" in mail.text
    signer.open(f"/{SLUG}/delivery/")
    signer.look("Delivery and answers")
    assert "Partly agreed" in signer.page.locator(".answers").inner_text()
    [receipt] = re.findall(rf"/{SLUG}/delivery/[\w-]+/file/", site.get(f"/{SLUG}/delivery/").text)
    assert site.get(receipt, is_text=False).text == PDF
    site.wait_for_words(ANSWER, f"/{SLUG}/updates/feed.xml")
