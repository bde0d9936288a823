"""Every public page and file of a statement that can show a signature, as words."""

import re

from tests.journeys.pdf_words import pdf_words
from tests.journeys.site import wait_until

LETTER = "letter.pdf"
SLOW = 120  # seconds for what a worker does, on a machine that does other things too
PAGES = ["", "signatories/", "signatories.csv", "signatories.json", "feed.xml", "numbers/"]
PAGES += ["organizations/", "embed/", "checks/", "versions/", "updates/", "updates/feed.xml"]
# A day later the worker makes a letter again that was made before the newest decision.
A_DAY_LATER = """
    UPDATE signatures_rendition SET made_at = made_at - interval '1 day'
    WHERE statement_id = (SELECT id FROM signatures_statement WHERE slug = %s)
    AND made_at < (SELECT max(decided_at) FROM signatures_decision AS decision
                   WHERE decision.statement_id = signatures_rendition.statement_id)
"""
OWN_CARD = re.compile(r'src="(/[^"]+/card\.png\?by=[^"]+)"')


def public_words(site, slug):
    """Return the words of each place that everyone can read, by its name."""
    found = {page or "statement": site.get(f"/{slug}/{page}").text for page in PAGES}
    found["API"] = site.get(f"/api/v1/statements/{slug}/signatories").text
    letter = site.get(f"/{slug}/{LETTER}", is_text=False)
    if letter.status == 200:
        found[LETTER] = pdf_words(letter.text)
    return {place: words.lower() for place, words in found.items()}


def places_with(words, found):
    """Return the places of ``found`` that have one of ``words``."""
    return {place for place, text in found.items() if any(each in text for each in words)}


def wait_for_letter(site, slug):
    """Wait until the worker has made the letter with everyone who has signed so far."""
    newest = site.value(
        "SELECT max(decided_at) FROM signatures_decision AS decision"
        " JOIN signatures_statement AS statement ON statement.id = decision.statement_id"
        " WHERE slug = %s",
        slug,
    )

    def is_made():
        site.sql(A_DAY_LATER, slug)
        made = site.sql(
            "SELECT made_at > %s FROM signatures_rendition AS letter"
            " JOIN signatures_statement AS statement ON statement.id = letter.statement_id"
            " WHERE slug = %s",
            newest,
            slug,
        )
        return made == [(True,)]

    wait_until(is_made, within=SLOW)


def shows_own_card(site, path):
    """Return whether the picture at ``path`` differs from the one without a name."""
    plain, _, _ = path.partition("?")
    own = site.get(path, is_text=False)
    assert own.status == 200
    return own.text != site.get(plain, is_text=False).text


def sign(site, slug, person, **chosen):
    """Sign and confirm as a browser does; return the paths of the own page and the own card.

    ``person`` has a name, an address, and a credit. The path of the card is "" without one.
    """
    form = {"name": person.name, "email": person.address, "credit": person.credit}
    consents = {"consent_sign": "on", "consent_publish": "on"}
    answer = site.post(f"/{slug}/sign/", {**form, "display": "full", **consents, **chosen})
    assert answer.status == 302
    thanks = site.post(site.sink.wait_for(person.address).path, {})
    assert thanks.status == 200
    own_page = site.sink.wait_for(person.address, count=2).path
    card = OWN_CARD.search(thanks.text)
    return own_page, card.group(1) if card else ""
