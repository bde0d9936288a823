import pytest

from signatures.renditions.texts import markdown


@pytest.mark.table(
    ("text", "plain"),
    [
        ("Ask *us* **first**.", "Ask us first."),
        ("One\ntwo  \nthree", "One two three"),
        ("# Head\n\nText [link](https://example.org).", "Head Text link."),
        ("#let x = `code`", "#let x = code"),
        ("", ""),
    ],
)
def test_plain_keeps_the_words_alone(text, plain):
    assert markdown.plain(text) == plain


def test_blocks_know_headings_lists_quotations_and_rules():
    found = markdown.blocks("## Two\n\n3. a\n4. b\n   - c\n\n> d\n\n---\n\n    e\n")

    assert [(each["kind"], each["level"], each["marker"]) for each in found] == [
        ("heading", 2, ""),
        ("item", 1, "3."),
        ("item", 1, "4."),
        ("item", 2, "•"),
        ("quote", 1, ""),
        ("rule", 0, ""),
        ("code", 0, ""),
    ]


def test_spans_carry_their_style():
    [block] = markdown.blocks("a *b **c*** `d`")

    assert [(each["text"], each["style"]) for each in block["spans"]] == [
        ("a ", ""),
        ("b ", "em"),
        ("c", "em strong"),
        (" ", ""),
        ("d", "code"),
    ]
