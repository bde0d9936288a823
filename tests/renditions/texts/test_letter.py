"""A letter's HTML, read back by a parser that is not the one which cleaned it."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.renditions.texts import letter

TAGS = {
    "a": {"href", "title", "rel"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "em": set(),
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "hr": set(),
    "li": set(),
    "ol": {"start"},
    "p": set(),
    "pre": set(),
    "strong": set(),
    "ul": set(),
}


class Elements(HTMLParser):
    """What a browser would make of it: (tag, attributes) of every element, and the text."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.text = ""
        self.other = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html):
    parsed = Elements(html)
    assert parsed.other == []
    for tag, attributes in parsed.elements:
        assert tag in TAGS, html
        assert set(attributes) <= TAGS[tag], html
        # A browser drops tabs and newlines from an address before it looks at its scheme.
        href = "".join(attributes.get("href", "#").split()).lower()
        assert href.startswith(("https://", "mailto:", "#")), html


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"/>',
    "<img/src=x/onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=//evil.example/x.swf>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<style>*{background:url(//evil.example)}</style>",
    "<p style='position:fixed' onclick=alert(1)>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://ok.example' onmouseover=alert(1)>x</a>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<xss id=x tabindex=1 onactivate=alert(1)></xss>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](///evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](/%5cevil.example)",
    "[x](/\tevil.example)",
    "[x](http://plain.example)",
    "[x](HTTP://plain.example)",
    "[x](https:evil.example)",
    "[x](ftp://evil.example)",
    "[x](blob:https://evil.example/1)",
    "[x](view-source:https://evil.example)",
    "[x](./admin/)",
    "[x](?invitation=1)",
    '[x](https://ok.example "onmouseover=alert(1)")',
    "[x](https://ok.example '\"><script>alert(1)</script>')",
    '[x](https://ok.example" onclick="alert(1))',
    '[x](<https://ok.example"><script>alert(1)</script>>)',
    "[<script>alert(1)</script>](https://ok.example)",
    "[[x](javascript:alert(1))](https://ok.example)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](x)',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '<https://ok.example/?a="><script>alert(1)</script>>',
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: //evil.example\n\n[x]",
    "[x]: <javascript:alert(1)> 'title'\n\n[x][x]",
    "# <img src=x onerror=alert(1)>",
    '# x" onclick="alert(1)',
    "## [x](javascript:alert(1))",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "1. <script>alert(1)</script>",
    "x\u0000<script>alert(1)</script>",
    '<a href="https://ok.example" target=_blank id=sign class=button>x</a>',
    "*<b onclick=alert(1)>x</b>*",
    "<" * 5000,
    "[" * 5000,
    "[x](" * 2000,
    "> " * 2000 + "x",
    "\u202e<script>alert(1)</script>",
]


@pytest.mark.table("text", HOSTILE)
def test_letter_holds_no_code_of_its_author(text):
    assert_harmless(letter.html(text))


@given(text=st.text(st.sampled_from("<>[]()!\"'`*_#&;:/\\= \n\tajavscript1."), max_size=80))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_letter_of_any_signs_is_harmless(text):
    assert_harmless(letter.html(text))


def test_letter_shows_what_was_markup_as_text():
    html = letter.html("We ask <b>you</b> & <script>them</script>.")

    assert html == (
        "<p>We ask &lt;b&gt;you&lt;/b&gt; &amp; &lt;script&gt;them&lt;/script&gt;.</p>\n"
    )


def test_letter_keeps_what_a_letter_needs():
    html = letter.html("Dear *all*,\n\n> **We** ask\n\n3. first\n4. second\n\n---\n\n- one\n")

    assert [tag for tag, _ in Elements(html).elements] == [
        "p",
        "em",
        "blockquote",
        "p",
        "strong",
        "ol",
        "li",
        "li",
        "hr",
        "ul",
        "li",
    ]
    assert '<ol start="3">' in html


@pytest.mark.table(
    ("text", "href"),
    [
        ("[x](https://ok.example/a?b=1&c=2#d)", "https://ok.example/a?b=1&c=2#d"),
        ("<https://ok.example>", "https://ok.example"),
        ("[x](mailto:office@ok.example)", "mailto:office@ok.example"),
        ("[x](#our-demands)", "#our-demands"),
    ],
)
def test_letter_links_to_safe_addresses(text, href):
    [_, (tag, attributes)] = Elements(letter.html(text)).elements

    assert tag == "a"
    assert attributes == {"href": href, "rel": "noopener noreferrer nofollow"}


def test_letter_link_elsewhere_keeps_its_words():
    parsed = Elements(letter.html("Read [our page](//evil.example)."))

    assert parsed.text == "Read our page.\n"
    assert all("href" not in attributes for _, attributes in parsed.elements)


def test_headings_begin_below_that_of_the_page_and_can_be_linked_to():
    html = letter.html("# Our demands\n\n## First, consent\n\n###### Last\n\nText")

    headings = [(tag, each) for tag, each in Elements(html).elements if tag != "p"]
    assert headings == [
        ("h2", {"id": "text-our-demands"}),
        ("h3", {"id": "text-first-consent"}),
        ("h6", {"id": "text-last"}),
    ]
    assert "</h2>" in html
    assert "<h1" not in html


@pytest.mark.parametrize("marks", ["#", "##", "###"])
def test_highest_headings_follow_that_of_the_page(marks):
    html = letter.html(f"{marks} Our demands\n\nText\n\n{marks}# Consent\n\nText")

    headings = [tag for tag, _ in Elements(html).elements if tag != "p"]
    assert headings == ["h2", "h3"]


def test_headings_of_the_same_words_have_their_own_ids():
    html = letter.html("# Consent\n\nText\n\n# Consent\n\nText\n\n# 同意\n")

    ids = [attributes["id"] for tag, attributes in Elements(html).elements if tag == "h2"]
    assert ids == ["text-consent", "text-consent-1", "text-同意"]


@pytest.mark.table(
    ("text", "is_sentence"),
    [
        ("We ask to be asked.", True),
        ("We *ask*\nto be asked.", True),
        ("x" * 400, True),
        ("x" * 401, False),
        ("One.\n\nTwo.", False),
        ("# We ask", False),
        ("- We ask", False),
        ("> We ask", False),
        ("", False),
    ],
)
def test_one_short_paragraph_is_a_sentence(text, is_sentence):
    assert letter.is_sentence(text) == is_sentence


@pytest.mark.table("text", HOSTILE)
def test_letter_on_its_page_holds_no_code_of_its_author(text):
    own = {"a": TAGS["a"] | {"class", "aria-label"}, "li": {"id"}, "p": {"class"}}

    parsed = Elements(letter.page(text).html)

    assert parsed.other == []
    for tag, attributes in parsed.elements:
        assert set(attributes) <= (TAGS | own)[tag]
        assert attributes.get("class", "anchor") in ("anchor", "salutation")
        href = "".join(attributes.get("href", "#").split()).lower()
        assert href.startswith(("https://", "mailto:", "#"))


def test_heading_links_to_itself():
    html = letter.page("# Our *demands*").html

    assert html == (
        '<h2 id="text-our-demands"><a href="#text-our-demands" class="anchor" '
        'rel="noopener noreferrer nofollow">Our <em>demands</em></a></h2>\n'
    )


def test_heading_that_leads_elsewhere_keeps_its_link():
    html = letter.page("# [Ours](https://ok.example)").html

    assert [each.get("href") for tag, each in Elements(html).elements if tag == "a"] == [
        "https://ok.example"
    ]


def test_numbered_demands_can_be_linked_to():
    text = "# We ask\n\n3. first\n   1. of that\n4. second\n\n- no demand\n\n# Text\n\n3. x\n"

    elements = Elements(letter.page(text).html).elements

    assert [each.get("id") for tag, each in elements if tag == "li"] == [
        "text-we-ask-3",
        None,
        "text-we-ask-4",
        None,
        "text-text-3",
    ]
    assert ("a", "#text-we-ask-3", "# 3") in [
        (tag, each.get("href"), each.get("aria-label")) for tag, each in elements
    ]


def test_every_id_of_a_letter_is_there_once():
    text = "# A\n\n1. x\n\nand\n\n1. y\n\n# A 1\n\n1. z\n"

    ids = [each["id"] for _, each in Elements(letter.page(text).html).elements if "id" in each]

    assert len(ids) == 5
    assert len(set(ids)) == 5


@pytest.mark.timeout(20)  # seconds; comparing each id with all others would take minutes
@pytest.mark.parametrize("part", ["# a\n", "1. a\n\nb\n\n"])
def test_twenty_thousand_parts_of_one_name_are_told_apart_in_time(part):
    text = part * (80_000 // len(part))

    ids = [each["id"] for _, each in Elements(letter.draft(text).html).elements if "id" in each]

    assert len(ids) == len(set(ids)) == text.count("a")


@pytest.mark.table(
    ("text", "words"),
    [
        ("# A *b*\n\n# C\n\n# D\n", ["A b", "C", "D"]),
        ("# A\n\n## a\n\n# B\n\n# C\n", ["A", "B", "C"]),
        ("# A\n\n## a\n\n## b\n", ["A", "a", "b"]),
        ("# A\n\n# B\n", []),
        ("", []),
    ],
)
def test_contents_are_the_highest_headings_if_there_are_enough(text, words):
    assert [each.words for each in letter.page(text).contents] == words


@pytest.mark.table(
    ("text", "is_salutation"),
    [
        ("Dear all,\n\nWe ask.", True),
        ("Sehr geehrte Damen und Herren,\n\nx", True),
        ("致各位部长：\n\nx", True),
        ("We ask to be asked.\n\nx", False),
        ("We ask. Now,\n\nx", False),
        ("", False),
    ],
)
def test_salutation_is_told_from_a_sentence(text, is_salutation):
    assert ('<p class="salutation">' in letter.page(text).html) == is_salutation
