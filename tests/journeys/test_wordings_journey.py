"""Twenty people sign, the text is corrected, then reworded; half sign again, and one withdraws."""

import json
from functools import partial

from tests.journeys import wording_rows
from tests.journeys.site import wait_until
from tests.journeys.wording_checks import API, SLUG, check

EVERYONE = [f"Person {number:02}" for number in range(20)]
HALF = EVERYONE[:10]


def editor(visitor, site, email):
    found = visitor(signs_in=True)
    site.seed("organizer", email, "editor")
    found.sign_in(email)
    return found


def words(mail):
    return " ".join(mail.text.split())


def test_names_stay_with_the_wording_they_signed(visitor, site):
    rows = partial(site.call, wording_rows.__name__)
    rows("publish", SLUG, EVERYONE)
    edda = editor(visitor, site, "edda-words@example.org")
    olga = editor(visitor, site, "olga-words@example.org")
    check(site, rows, version=1, versions=dict.fromkeys(EVERYONE, 1))

    correct(site, edda, olga)
    check(site, rows, version=2, versions=dict.fromkeys(EVERYONE, 1))
    site.wait_for_words("Reason: Spelling", f"/{SLUG}/versions/")

    reword(edda)
    tail = f"to the wording of {rows('day_of_first_wording', SLUG)} (version 1)"
    unsigned = dict.fromkeys(EVERYONE, 1)
    none_yet = f"20 signatures: 0 to this wording, 20 {tail}"
    check(site, rows, version=3, versions=unsigned, sentence=none_yet)

    mails = asked(site)
    sign_again(site, visitor(), mails[:10])
    split = {name: 3 if name in HALF else 1 for name in EVERYONE}
    half = f"20 signatures: 10 to this wording, 10 {tail}"
    check(site, rows, version=3, versions=split, sentence=half)

    withdraw(site, mails[0])
    del split["Person 00"]
    less = f"19 signatures: 9 to this wording, 10 {tail}"
    check(site, rows, version=3, versions=split, sentence=less)
    assert len(site.sink.to("person-19@example.org")) == 1


def correct(site, edda, olga):
    """One organizer proposes a correction, another agrees, and no one is asked."""
    edda.open(f"/desk/{SLUG}/texts/new/")
    edda.page.locator("#id_text").fill("We ask to be asked.")
    edda.page.locator("input[value=correction]").check()
    edda.page.locator("#id_reason").fill("Spelling")
    edda.press("Save as a new version")
    edda.look("Texts")
    site.wait_for_words("We aks", f"/{SLUG}/")
    olga.open(f"/desk/{SLUG}/texts/")
    olga.press("Agree: it says the same")
    olga.look("Texts")
    assert site.sink.to("person-00@example.org") == []


def reword(edda):
    """An editor sees how many are asked, and saves a new wording."""
    edda.open(f"/desk/{SLUG}/texts/new/")
    assert "20 people who signed before" in " ".join(edda.page.inner_text("#id_kind").split())
    edda.page.locator("#id_text").fill("We ask to be asked, and to be paid.")
    edda.page.locator("input[value=new_wording]").check()
    edda.press("Save as a new version")
    edda.look("Texts")


def asked(site):
    """Return the e-mail to each signatory, which names both wordings."""
    mails = [site.sink.wait_for(f"person-{n:02}@example.org", within=60) for n in range(20)]
    for mail in mails:
        assert "You signed version 1 of “Ask first”" in words(mail)
        assert "The new wording is version 3." in words(mail)
    return mails


def sign_again(site, ada, mails):
    """Sign the new wording by the page behind the link, whose GET changes nothing."""
    sha256 = json.loads(site.get(API).text)["text_sha256"]
    for mail in mails:
        assert "Sign the new wording" in site.get(f"{mail.path}wording/").text
    assert json.loads(site.get(API).text)["wordings"][0]["signatures"] == 0
    for mail in mails[:-1]:
        assert site.post(f"{mail.path}wording/", {"read": sha256}).status == 200
    ada.open(f"{mails[-1].path}wording/")
    ada.look("The wording has changed")
    ada.press("Sign the new wording")
    ada.look("You have signed the current wording")
    own = site.get(mails[-1].path).text
    assert "<dt>Text version</dt><dd>3</dd>" in own
    assert sha256 in own


def withdraw(site, mail):
    """Withdraw; the last e-mail names the version that the signature was to in the end."""
    assert site.post(f"{mail.path}withdraw/", {}).status == 200
    told = site.sink.wait_for("person-00@example.org", count=2)
    assert told.subject == "You have withdrawn your signature: Ask first"
    assert "This is about text version 3, SHA-256" in words(told)
    wait_until(lambda: "Person 00" not in site.get(f"/{SLUG}/").text)
