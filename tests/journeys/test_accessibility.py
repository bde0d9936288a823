"""Contrast is looked at once for each kind of text, and always where anything differs."""

import pytest

from tests.journeys import accessibility

STYLE = "body { background: white; color: black } .card { background: #eee }"
PAGE = """
<html lang="en"><head><title>Names</title><style>STYLE</style></head><body><main>
<h1>Names</h1><ul class="card"><li class="name">Ada</li><li class="name">Bela</li></ul>
<p class="quiet">Both of them, as <a href="/terms/">the terms</a> say</p></main></body></html>
""".replace("STYLE", STYLE)


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def looked_at(page, monkeypatch):
    """The page after a look at it, and nothing known of any other."""
    monkeypatch.setattr(accessibility, "readable", set())
    page.set_content(PAGE)
    assert accessibility.violations(page) == []
    return page


def test_same_kinds_with_other_words_are_not_looked_at_again(looked_at):
    looked_at.set_content(PAGE.replace("Bela</li>", "Cora</li><li class='name'>Dara</li>"))

    for scheme in accessibility.SCHEMES:
        looked_at.emulate_media(color_scheme=scheme)
        assert set(looked_at.evaluate(accessibility.ALL_KINDS)) <= accessibility.readable


@pytest.mark.parametrize(
    "more",
    [
        ".name { color: #bbb }",
        ".name:last-child { color: #bbb }",
        ".card { background: #444 }",
        "main { background: #444 }",
        "body { background: #444 }",
        ".card { opacity: 0.3 }",
        ".quiet { color: #999 }",
        "@media (prefers-color-scheme: dark) { .quiet { color: #bbb } }",
        "@media (prefers-color-scheme: light) { .quiet { color: #bbb } }",
        "a { text-decoration: none; color: #222 }",
    ],
)
def test_faint_text_is_found_after_a_page_that_differs_in_nothing_else(looked_at, more):
    looked_at.set_content(PAGE.replace(STYLE, STYLE + more))

    found = accessibility.violations(looked_at)

    assert {rule for rule, _ in found} <= set(accessibility.CONTRAST)
    assert found
    # It is found again, because what is wrong does not count as looked at.
    assert accessibility.violations(looked_at) == found


def test_faint_text_of_a_place_that_was_not_there_is_found(looked_at):
    looked_at.set_content(PAGE.replace("</main>", "<p style='color: #bbb'>Faint</p></main>"))

    assert [rule for rule, _ in accessibility.violations(looked_at)] == ["color-contrast"] * 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<title>Names", "<title>", "document-title"),
        (">the terms<", "><", "link-name"),
        ("<li class=", "<b></b><li class=", "list"),
        ("</main>", "<input></main>", "label"),
    ],
)
def test_all_other_rules_are_for_the_whole_page_each_time(looked_at, old, new, rule):
    looked_at.set_content(PAGE.replace(old, new))

    assert rule in {found for found, _ in accessibility.violations(looked_at)}


def test_page_is_left_as_it_was(looked_at, monkeypatch):
    before = looked_at.content()
    monkeypatch.setattr(accessibility, "readable", set())

    accessibility.violations(looked_at)

    assert looked_at.content() == before
