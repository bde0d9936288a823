import pytest

from signatures.text.links import clean_link
from signatures.text.websites import NotAWebsiteError


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        (" www.example.org/film?id=7 ", "https://www.example.org/film?id=7"),
        ("http://example.org/#top", "http://example.org/"),
        ('https://Bücher.example/ü?q=<b>"', "https://xn--bcher-kva.example/%C3%BC?q=%3Cb%3E%22"),
    ],
)
def test_link_is_kept_as_an_address(typed, link):
    assert clean_link(typed) == link


@pytest.mark.table(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://ada@example.org/",
        "https://example.org:8443/",
        "https://localhost/",
        "https://[::1]/",
        "https://[broken/",
        "https://exa mple.org/",
        "https://example.org/\u202egnp.exe",
        "https://example.org/\0",
        "https://example.org/" + "a" * 300,
        "ftp://example.org/",
    ],
)
def test_what_leads_elsewhere_is_refused(typed):
    with pytest.raises(NotAWebsiteError):
        clean_link(typed)
