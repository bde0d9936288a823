import hashlib
import re
from itertools import islice
from uuid import UUID

import pytest

from signatures import tokens


@pytest.mark.table(
    "typed",
    [
        "AB0D-2315-EFGH-67V9",
        "ab0d2315efgh67v9",
        " ABOD 23I5 EFGH 67V9 ",
        "ABoD.23l5/EFGH—67v9",
        "ＡＢ０Ｄ－２３１５－ＥＦＧＨ－６７Ｖ９",
    ],
)
def test_guild_code_forgives_what_people_type(typed):
    assert tokens.read_guild_code(typed) == "AB0D2315EFGH67V9"


@pytest.mark.table(
    "typed",
    [
        "",
        "AB0D-2315-EFGH-67V",
        "AB0D-2315-EFGH-67V99",
        "UUUU-2315-EFGH-67V9",
        "\0" * 16,
        "ΑΒΓΔ-2315-EFGH-67V9",
        "٣" * 16,
        "A" * 5000,
    ],
)
def test_what_cannot_be_a_guild_code_is_none(typed):
    assert tokens.read_guild_code(typed) is None


def test_guild_codes_are_80_random_bits_each():
    made = tokens.new_guild_codes(2_500)
    codes = list(tokens.guild_codes(made))

    assert (len(made) * 8 // 2_500, len(set(codes))) == (80, 2_500)
    assert {tokens.read_guild_code(tokens.in_groups(each)) for each in codes} == set(codes)
    assert set("".join(codes)) == set(tokens.CODE_ALPHABET)


def test_bytes_and_letters_of_a_code_go_one_to_one():
    codes = tokens.guild_codes(bytes(10) + b"\xff" * 10)

    assert list(islice(codes, 2)) == ["A" * 16, "9" * 16]
    assert tokens.guild_code_hash("A" * 16) == hashlib.sha256(b"A" * 16).digest()


def test_fingerprints_survive_another_secret_key_once_they_have_their_own(settings):
    """The documented steps: FINGERPRINT_KEY gets the old SECRET_KEY, which may then change."""
    stored = tokens.fingerprint("ada@example.org", purpose="mailbox")
    sealed = tokens.seal("secret", purpose="sign_in")
    settings.FINGERPRINT_KEY = settings.SECRET_KEY
    settings.SECRET_KEY = "another"

    assert tokens.fingerprint("ada@example.org", purpose="mailbox") == stored
    assert tokens.unseal(sealed, purpose="sign_in") == "secret"
    assert len(tokens.fingerprints("ada@example.org", purpose="mailbox")) == 2


def test_fingerprints_of_every_key_are_looked_up(settings):
    settings.SECRET_KEY_FALLBACKS = ["older"]
    stored = tokens.fingerprint("ada@example.org", purpose="mailbox", key="older")
    first = tokens.fingerprint("ada@example.org", purpose="mailbox")
    settings.FINGERPRINT_KEY, settings.FINGERPRINT_KEY_FALLBACKS = "new", ["before"]

    found = tokens.fingerprints("ada@example.org", purpose="mailbox")

    assert found[0] == tokens.fingerprint("ada@example.org", purpose="mailbox", key="new")
    assert {stored, first} < set(found)
    assert len(tokens.known_keys()) == 4


def test_reference_is_read_however_it_is_typed():
    public_id = UUID("9a37c012-3456-4789-8abc-def012345678")
    reference = tokens.reference(public_id)

    for typed in (reference, reference.lower(), reference.replace("-", " "), f" {reference} "):
        first, last = tokens.read_reference(typed)
        assert first <= public_id <= last
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
    assert tokens.reference(first) == tokens.reference(last) == reference
    assert tokens.read_reference("K7QF") is None
