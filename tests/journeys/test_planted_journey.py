"""Nothing of a person is left anywhere on a running site after a withdrawal, or after 72 hours.

Each test has a statement, an address and words of its own, so that none can fail because of
another one.
"""

import pytest

from tests.journeys import everywhere, planted
from tests.journeys.planted import Planted
from tests.journeys.site import wait_until

WITHDRAWN = Planted(
    "Quillazeph Zimbrosk", "Lampwrighter", "someone@zephmail.example", "Q7777Z", "198.18.71.0"
)
ERASED = {
    "anonymous": Planted(
        "Vellumina Trask", "Quibblesmith", "someone@vellumail.example", "V8888Y", "198.18.72.0"
    ),
    "counted": Planted(
        "Ostrander Plimquay", "Fogherder", "someone@ostramail.example", "O9999X", "198.18.73.0"
    ),
}


@pytest.mark.timeout(600)
def test_nothing_is_left_anywhere_after_a_withdrawal(site):
    slug, person = "planted", WITHDRAWN
    site.seed("statement", slug)
    own_page, card = everywhere.sign(site, slug, person)
    site.seed("plant", person.address, person.number, person.network)
    everywhere.wait_for_letter(site, slug)
    listed = {"signatories/", "signatories.csv", "feed.xml", "API", everywhere.LETTER}
    assert _shown(site, slug, person) >= listed
    assert everywhere.shows_own_card(site, card)
    assert {word for word, _ in planted.kept(site, person.words)} == set(person.words)

    assert site.post(f"{own_page}withdraw/", {}).status == 200
    seconds = wait_until(lambda: not _shown(site, slug, person))
    site.sink.wait_for(person.address, count=3)
    in_files = wait_until(lambda: not planted.kept(site, person.words))

    # The next letter is made without the name.
    everywhere.wait_for_letter(site, slug)
    assert everywhere.LETTER in everywhere.public_words(site, slug)
    assert _shown(site, slug, person) == set()
    assert not everywhere.shows_own_card(site, card)
    print(
        f"withdrawn: off every page and file after {seconds:.1f} s,"
        f" out of database, files and caches {in_files:.1f} s after that"
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("display", ERASED)
def test_nothing_is_left_anywhere_once_the_identity_is_erased(site, display):
    slug, person = f"planted-{display}", ERASED[display]
    site.seed("statement", slug)
    own_page, card = everywhere.sign(site, slug, person, display=display)
    site.seed("plant", person.address, person.number, person.network)
    assert {word for word, _ in planted.kept(site, person.words)} == set(person.words)
    # A name that is not shown is never in anything public, and gets no card.
    everywhere.wait_for_letter(site, slug)
    assert everywhere.LETTER in everywhere.public_words(site, slug)
    assert _shown(site, slug, person) == set()
    assert card == ""
    site.sql(
        "UPDATE signatures_signature SET attested_at = attested_at - interval '73 hours'"
        " WHERE email = %s",
        person.address,
    )

    site.run_command("forget")

    wait_until(lambda: not planted.kept(site, person.words))
    assert _shown(site, slug, person) == set()
    site.wait_for_count(slug, 1)
    assert site.get(own_page).status == 200


def _shown(site, slug, person):
    return everywhere.places_with(person.words, everywhere.public_words(site, slug))
