"""The form and the check digit of ORCID iDs."""

import pytest

from signatures.actions.signing.linked_identities.orcid_ids import is_valid

JOSIAH = "0000-0002-1825-0097"  # ORCID's own example


@pytest.mark.table(
    "orcid", [JOSIAH, "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0002-2601-8132"]
)
def test_orcid_with_its_check_digit_is_valid(orcid):
    assert is_valid(orcid)


@pytest.mark.table(
    "orcid",
    [
        "0000-0002-1825-0096",
        "0000-0002-1825-009X",
        "0000-0002-1694-2330",
        "0000-0002-1694-233x",
        "0000-0002-1852-0097",
        "https://orcid.org/0000-0002-1825-0097",
        "0000000218250097",
        "0000-0002-1825-0097\n",
        "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧",
        "0000-X002-1825-0097",
        "",
        None,
        218250097,
        [JOSIAH],
    ],
)
def test_anything_else_is_not_an_orcid(orcid):
    assert not is_valid(orcid)


def test_every_wrong_check_digit_is_noticed():
    assert [each for each in "0123456789X" if is_valid(JOSIAH[:-1] + each)] == ["7"]
