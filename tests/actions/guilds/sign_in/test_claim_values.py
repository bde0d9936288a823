import pytest

from signatures.actions.guilds.sign_in import claim_values
from signatures.actions.guilds.sign_in.claim_values import MISSING


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "active"),
        ("member.status", "paid"),
        ("member.level.name", "full"),
        ("https://tin.example/is.member", True),
        ("https://tin.example/app.roles", ["member"]),
        ("member.none", MISSING),
        ("status.deeper", MISSING),
        ("list.status", MISSING),
        ("", MISSING),
        (".", MISSING),
    ],
)
def test_claim_is_found_by_its_path(path, value):
    claims = {
        "status": "active",
        "member": {"status": "paid", "level": {"name": "full"}},
        "https://tin.example/is.member": True,
        "https://tin.example/app": {"roles": ["member"]},
        "list": [{"guild": "lead", "status": "active"}],
    }

    assert claim_values.at(claims, path) == value


@pytest.mark.parametrize(
    ("value", "accepted", "is_accepted"),
    [
        ("active", ["active", "honorary"], True),
        (" Active ", ["active"], True),
        ("lapsed", ["active"], False),
        ("inactive", ["active"], False),
        (True, ["true"], True),
        ("true", ["true"], True),
        (False, ["true"], False),
        (True, ["1"], False),
        (1, ["1"], True),
        ("1", ["1"], True),
        (1, ["true"], False),
        (["guest", "Member"], ["member"], True),
        (["guest"], ["member"], False),
        ([["member"]], ["member"], False),
        ([], ["member"], False),
        ({"member": True}, ["member", "true"], False),
        (None, ["none", "null", ""], False),
        ("", [""], True),
        (MISSING, ["active"], False),
        ("active", [], False),
    ],
)
def test_value_is_accepted_whatever_kind_the_server_gives(value, accepted, is_accepted):
    assert claim_values.is_accepted(value, accepted) is is_accepted


@pytest.mark.parametrize(
    ("value", "kind"),
    [("x", "text"), (True, "true or false"), (7, "number"), ([], "list"), ({}, "object")]
    + [(None, "nothing")],
)
def test_kind_says_nothing_of_the_value(value, kind):
    assert claim_values.kind(value) == kind
