import pytest

from signatures.text.websites import NotAWebsiteError, clean_website, host, is_at


@pytest.mark.table(
    ("typed", "website"),
    [
        ("example.org", "https://example.org"),
        (" HTTPS://WWW.Example.org/ ", "https://www.example.org"),
        ("https://example.org/about/us?from=mail#top", "https://example.org/about/us"),
        (
            "Bücher.example/Über uns".replace(" ", "-"),
            "https://xn--bcher-kva.example/%C3%9Cber-uns",
        ),
        ("https://example.org/%7Eada", "https://example.org/~ada"),
        ("https://example.org./", "https://example.org"),
        ('example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
    ],
)
def test_clean_website_keeps_host_and_path(typed, website):
    assert clean_website(typed) == website
    assert clean_website(website) == website


@pytest.mark.table(
    ("typed", "code"),
    [
        ("", "empty"),
        ("http://example.org", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("data:text/html,x", "not_https"),
        ("example.org:8443", "not_https"),
        ("https://example.org:8443", "host"),
        ("https://example.org:port", "host"),
        ("https://ada:secret@example.org", "host"),
        ("https://[::1]/", "host"),
        ("https://[", "host"),
        ("127.0.0.1", "host"),
        ("localhost", "host"),
        ("https:///path", "host"),
        ("//", "host"),
        ("exam ple.org", "control_character"),
        ("example.org\\@other.example", "control_character"),
        ("example.org\u202e", "control_character"),
        ("example.org/" + "a" * 200, "too_long"),
        ("example.org/" + "ü" * 150, "too_long"),
    ],
)
def test_clean_website_refuses(typed, code):
    with pytest.raises(NotAWebsiteError) as caught:
        clean_website(typed)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("website", "shown"),
    [
        ("https://www.example.org/about", "example.org"),
        ("https://xn--bcher-kva.example", "bücher.example"),
        ("", ""),
    ],
)
def test_host_is_shown_as_it_is_read(website, shown):
    assert host(website) == shown


@pytest.mark.table(
    ("email", "website", "at"),
    [
        ("ada@example.org", "https://example.org", True),
        ("ada@example.org", "https://www.example.org/about", True),
        ("ada@mail.example.org", "https://www.example.org", True),
        ("ada@example.org", "https://members.example.org", True),
        ("ada@xn--bcher-kva.example", "https://xn--bcher-kva.example", True),
        ("ada@notexample.org", "https://example.org", False),
        ("ada@example.org.evil.example", "https://example.org", False),
        ("ada@example.net", "https://example.org", False),
        ("ada@example.org", "", False),
    ],
)
def test_is_at_compares_domains(email, website, at):
    assert is_at(email, website) is at
