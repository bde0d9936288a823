"""Twenty people sign, the text is corrected, then reworded; half sign again, and one withdraws."""

import csv
import io
import json

from tests.journeys.site import wait_until
from tests.journeys.visitor import Visitor

SEED = """
from tests.factories import make_signature, make_text
text = make_text(slug="worded", title="Ask first", text="We aks to be asked.")
for number in range(20):
    make_signature(text, name=f"Person {number:02}", email=f"person-{number:02}@example.org")
"""
SIGN_IN = """
from django.test import Client
from tests.factories import make_organizer, sign_in
print(sign_in(Client(), make_organizer("editor", email="{email}")).session.session_key)
"""
EVERYONE = [f"Person {number:02}" for number in range(20)]
HALF = EVERYONE[:10]


def editor(visitor, site, email) -> Visitor:
    script = SIGN_IN.format(email=email)
    key = site.manage("shell", "--verbosity", "0", "--command", script)
    found = visitor(signs_in=True)
    found.context.add_cookies([{"name": "session", "value": key, "url": site.env["SITE_URL"]}])
    return found


def check(site, *, version, versions, sentence=""):
    """Check the version of each name and the figures, on every page and in every file.

    ``versions`` are the version that each name signed; ``version`` is the current one.
    """
    site.manage("fold_tallies")
    wait_until(lambda: sentence in site.get("/worded/").text)
    data = json.loads(site.get("/worded/signatories.json").text)
    rows = list(csv.reader(io.StringIO(site.get("/worded/signatories.csv").text)))
    api = json.loads(site.get("/api/v1/statements/worded/signatories").text)
    statement = json.loads(site.get("/api/v1/statements/worded").text)
    signed = {name: f"en-{number}" for name, number in versions.items()}
    assert {each["name"]: each["text_version"] for each in data["results"]} == signed
    assert {each["name"]: each["text_version"] for each in api["results"]} == signed
    assert {row[0]: row[-1] for row in rows if row[0] in signed} == signed
    assert statement["text_version"] == f"en-{version}"
    assert sum(each["signatures"] for each in statement["wordings"]) == len(signed)
    assert data["signatures_by_wording"] == sentence
    for path in ("/worded/", "/worded/signatories/", "/worded/versions/", "/worded/embed/"):
        assert sentence in site.get(path).text
    current = site.get("/worded/signatories/").text
    if not sentence:
        assert "earlier wording" not in current
        return
    earlier = site.get("/worded/signatories/?wording=1").text
    for name, number in versions.items():
        assert (name in current) == (number == version), name
        assert (name in earlier) == (number != version), name


def test_names_stay_with_the_wording_they_signed(visitor, site):
    site.manage("shell", "--verbosity", "0", "--command", SEED)
    edda = editor(visitor, site, "edda-words@example.org")
    olga = editor(visitor, site, "olga-words@example.org")
    check(site, version=1, versions=dict.fromkeys(EVERYONE, 1))

    # A correction: one organizer proposes it, another agrees, and no one is asked.
    edda.open("/desk/worded/texts/new/")
    edda.page.locator("#id_text").fill("We ask to be asked.")
    edda.page.locator("input[value=correction]").check()
    edda.page.locator("#id_reason").fill("Spelling")
    edda.press("Save as a new version")
    edda.look("Texts")
    assert "We aks" in site.get("/worded/").text
    olga.open("/desk/worded/texts/")
    olga.press("Agree: it says the same")
    olga.look("Texts")
    check(site, version=2, versions=dict.fromkeys(EVERYONE, 1))
    assert "Reason: Spelling" in site.get("/worded/versions/").text

    # A new wording: everyone is asked once, and no one stands under it yet.
    edda.open("/desk/worded/texts/new/")
    assert "20 people who signed before" in " ".join(edda.page.inner_text("#id_kind").split())
    edda.page.locator("#id_text").fill("We ask to be asked, and to be paid.")
    edda.page.locator("input[value=new_wording]").check()
    edda.press("Save as a new version")
    edda.look("Texts")
    earlier = "20 signatures: 0 to this wording, 20 to the wording of "
    wait_until(lambda: earlier in site.get("/worded/").text)
    mails = [site.sink.wait_for(f"person-{n:02}@example.org", within=60) for n in range(20)]
    assert all("You signed version 1 of “Ask first”" in " ".join(m.text.split()) for m in mails)
    assert all("The new wording is version 3." in " ".join(m.text.split()) for m in mails)

    # Half sign it too: by the page behind the link, whose GET changes nothing.
    sha256 = json.loads(site.get("/api/v1/statements/worded").text)["text_sha256"]
    for mail in mails:
        assert "Sign the new wording" in site.get(f"{mail.path}wording/").text
    for mail in mails[:9]:
        assert site.post(f"{mail.path}wording/", {"read": sha256}).status == 200
    ada = visitor()
    ada.open(f"{mails[9].path}wording/")
    ada.press("Sign the new wording")
    ada.look("You have signed the current wording")
    split = {name: 3 if name in HALF else 1 for name in EVERYONE}
    wording = site.value(
        "SELECT to_char(t.created_at, 'FMDD FMMonth YYYY') FROM signatures_textversion t"
        " JOIN signatures_statement s ON s.id = statement_id WHERE slug = 'worded' AND number = 1"
    )
    tail = f"to the wording of {wording} (version 1)"
    check(site, version=3, versions=split, sentence=f"20 signatures: 10 to this wording, 10 {tail}")

    # One of those who signed again withdraws.
    assert site.post(f"{mails[0].path}withdraw/", {}).status == 200
    del split["Person 00"]
    check(site, version=3, versions=split, sentence=f"19 signatures: 9 to this wording, 10 {tail}")
    assert len(site.sink.to("person-19@example.org")) == 1
