"""What every page, file and picture of a statement says of its wordings."""

import csv
import io
import json
import re
from html import unescape

from tests.journeys.pdf_words import pdf_words
from tests.journeys.site import wait_until

SLUG = "worded"
API = f"/api/v1/statements/{SLUG}"
# Every page and file that shows how many signed.
COUNTING = [f"/{SLUG}/", *(f"/{SLUG}/{page}/" for page in ("signatories", "versions", "embed"))]
COUNTING += [f"/{SLUG}/numbers/", f"/{SLUG}/checks/", "/statements/", f"/{SLUG}/feed.xml"]
COUNTING += [f"/{SLUG}/signatories.csv", f"/{SLUG}/signatories.json", API, f"{API}/count"]
APART = "Signed an earlier wording"


def check(site, rows, *, version, versions, sentence=""):
    """Check the version of each name and the figures, on every page and in every file.

    ``versions`` are the versions that people signed, by name; ``version`` is the current one.
    """
    wait_until(lambda: sentence in site.get(f"/{SLUG}/").text)
    check_counts(site, len(versions), sentence)
    check_versions(site, version, versions)
    check_lists(site, version, versions, apart=bool(sentence))
    check_letter(site, rows, version, versions, sentence)


def check_counts(site, number, sentence):
    """Check that every place has the figure, and says how many signed which wording."""
    for path in COUNTING:
        text = unescape(site.get(path).text)
        assert sentence in text, path
        assert sentence or "the wording of" not in text, path
    data = json.loads(site.get(f"/{SLUG}/signatories.json").text)
    statement = json.loads(site.get(API).text)
    page = site.get(f"/{SLUG}/").text
    figures = [data["counts"]["signatories"], statement["counts"]["signatories"], data["count"]]
    figures += [json.loads(site.get(f"{API}/count").text)["signatories"]]
    figures += [sum(each["signatures"] for each in statement["wordings"])]
    figures += [int(re.search(r'class="tally"[^>]*>(\d+)<', page)[1])]
    figures += [int(re.search(r'"userInteractionCount": (\d+)', page)[1])]
    assert figures == [number] * len(figures)
    assert data["signatures_by_wording"] == statement["signatures_by_wording"] == sentence


def check_versions(site, version, versions):
    """Check that files, API and feed name the version that each person signed."""
    signed = {name: f"en-{number}" for name, number in versions.items()}
    statement = json.loads(site.get(API).text)
    file = json.loads(site.get(f"/{SLUG}/signatories.json").text)["results"]
    api = json.loads(site.get(f"{API}/signatories").text)["results"]
    lines = csv.reader(io.StringIO(site.get(f"/{SLUG}/signatories.csv").text))
    assert statement["text_version"] == f"en-{version}"
    assert {each["name"]: each["text_version"] for each in file} == signed
    assert {each["name"]: each["text_version"] for each in api} == signed
    assert {row[0]: row[-1] for row in lines if row[0] in signed} == signed
    feed = site.get(f"/{SLUG}/feed.xml").text
    entries = re.findall(r"<entry>.*?<title>(.*?)</title>.*?</entry>", feed, re.DOTALL)
    assert sorted(entries) == sorted(versions)
    if set(versions.values()) != {version}:
        wait_until(lambda: _told_by_feed(site) == versions)  # the page may be seconds old


def _told_by_feed(site):
    """Return the version that the feed names for each person."""
    feed = site.get(f"/{SLUG}/feed.xml").text
    told = re.findall(r"<title>(Person \d+)</title>.*?Version (\d+)</summary>", feed, re.DOTALL)
    return {name: int(number) for name, number in told}


def check_lists(site, version, versions, *, apart):
    """Check under which wording each name stands. ``apart``: some signed an earlier one."""
    current = site.get(f"/{SLUG}/signatories/").text
    assert (APART in current) == apart
    earlier = site.get(f"/{SLUG}/signatories/?wording=1").text if apart else ""
    for name, number in versions.items():
        assert (name in current) == (number == version or not apart), name
        assert (name in earlier) == (apart and number != version), name
    named = set(re.findall(r"Version (\d+)</small>", current + earlier))
    several = set(versions.values()) != {version}
    assert named == ({str(each) for each in versions.values()} if several else set())


def check_letter(site, rows, version, versions, sentence):
    """Check the printable letter: its text version, figures, and the wording of each name."""
    rows("make_letter", SLUG)
    answer = site.get(f"/{SLUG}/letter.pdf", is_text=False)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    words = pdf_words(answer.text)
    assert f"Text version {version}, SHA-256" in words
    assert f"{len(versions)} verified signator" in words
    assert sentence in words
    above, heading, below = words.partition(APART)
    assert bool(heading) == bool(sentence)
    for name, number in versions.items():
        place = above if number == version or not sentence else below
        assert words.count(name) == place.count(name) == 1, name
        if set(versions.values()) != {version}:
            assert f"{name} Version {number}" in place, name
