from urllib.parse import parse_qs, urlsplit

from signatures.renditions.sharing import share

TITLE = 'Ask & "be asked" <first> – اسأل أولاً'
URL = "https://letter.example.org/ask/?a=1&b=2"


def test_links_carry_title_and_address_whole():
    for link in share.links(URL, TITLE):
        query = parse_qs(urlsplit(link["url"]).query, strict_parsing=True)
        said = " ".join(value for values in query.values() for value in values)
        assert URL in said, link
        assert not set(link["url"]) & set(" <>\"'")


def test_links_lead_to_the_places_named_and_end_with_mail():
    links = share.links(URL, TITLE)

    assert [link["name"] for link in links] == [
        "Bluesky",
        "Mastodon",
        "Facebook",
        "LinkedIn",
        "X",
        "WhatsApp",
        "E-mail",
    ]
    assert {urlsplit(link["url"]).scheme for link in links[:-1]} == {"https"}
    assert links[-1]["url"].startswith("mailto:?subject=Ask%20%26%20")
