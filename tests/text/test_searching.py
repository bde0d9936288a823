import pytest

from signatures.text.searching import patterns


@pytest.mark.table(
    ("typed", "exact"),
    [
        ("Björn", ["%bjorn%"]),
        ("Li", ["% li%"]),
        ("Ada  Li", ["%ada%", "% li%"]),
        ("Bot*", [" bot%"]),
        ("*smith", [" %smith"]),
        ("50%_\\x", ["% 50\\%\\_\\\\x%"]),
        ("", []),
    ],
)
def test_patterns_are_what_like_compares(typed, exact):
    found = [each.exact for each in patterns(typed)]

    assert found == exact


def test_whole_names_are_looked_for_within_longer_texts():
    assert patterns("Bot*")[0].within == "% bot%%"
