"""What the form makes of what people type; the rules for names have their own tests in text/."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from signatures import tokens
from signatures.forms.own.own_signature import AskForm, CodeForm
from signatures.forms.signing import SignForm
from signatures.models import Guild, Occupation, Statement
from signatures.text.countries import names as countries
from tests.factories import make_guild, sign_form

pytestmark = pytest.mark.django_db


def codes(form):
    return {
        name: [error["code"] for error in errors]
        for name, errors in form.errors.get_json_data().items()
    }


def test_form_gives_cleaned_words():
    composer = Occupation.objects.create(slug="composer", name="Composer")
    form = SignForm(
        sign_form(
            name="  Jose\u0301 \n Ruiz ",
            email=" José@example.org".replace("é", "e"),
            credit="Novelist,  Dublin",
            occupation="composer",
            country="IE",
            display="name",
            updates="on",
        ),
        statement=Statement(),
    )

    assert form.is_valid()
    words = form.words()
    assert (words.name, words.email, words.credit) == (
        "José Ruiz",
        "Jose@example.org",
        "Novelist, Dublin",
    )
    assert (words.occupation, words.country, words.display) == (composer, "IE", "name")
    assert words.updates is True


def test_optional_fields_are_folded_until_one_has_an_answer_or_an_error():
    statement = Statement(form_fields=["credit", "display"])

    empty = SignForm(initial={"display": "full"}, statement=statement)
    assert [field.name for field in empty.optional] == ["credit", "display"]
    assert not empty.opens_optional

    for typed in ({"credit": "Composer"}, {"credit": "=1"}, {"display": "counted"}):
        answers = {"credit": "", "display": "full", **typed}
        form = SignForm(sign_form(name="", **answers), statement=statement)
        assert not form.is_valid()
        assert form.opens_optional


def test_guild_is_not_folded_where_only_members_can_sign():
    make_guild(slug="tin")

    assert "guild" in [e.name for e in SignForm(statement=Statement()).optional]
    members_only = Statement(members_only=True)
    assert "guild" not in [e.name for e in SignForm(statement=members_only).optional]


def test_what_a_statement_does_not_ask_for_is_not_read():
    typed = sign_form(occupation="nonsense", country="IE", display="counted", updates="on")
    form = SignForm(typed, statement=Statement(form_fields=["credit"]))

    assert form.is_valid(), form.errors
    words = form.words()
    assert (words.credit, words.occupation, words.country) == ("Composer", None, "")
    assert (words.display, words.updates) == ("full", False)


def test_who_cannot_choose_how_to_be_shown_agrees_to_be_shown():
    form = SignForm(
        sign_form(display="counted", consent_publish=""), statement=Statement(form_fields=[])
    )

    assert codes(form) == {"consent_publish": ["required"]}
    assert "shows the name of everyone who signs" in str(form.errors)


@pytest.mark.table(
    ("field", "typed", "code"),
    [
        ("name", "", "required"),
        ("name", "   ", "empty"),
        ("name", "x" * 101, "too_long"),
        ("name", "Ada\0", "null_characters_not_allowed"),
        ("name", "Ada\u202eLovelace", "control_character"),
        ("name", "https://pills.example", "web_address"),
        ("name", "e" + "\u0301\u0302\u0303\u0304" * 3, "marks"),
        ("email", "", "required"),
        ("email", "ada", "no_at"),
        ("email", "ada@example.org\nBcc: x@example.org", "space"),
        ("credit", "x" * 201, "too_long"),
        ("credit", "www.pills.example", "web_address"),
        ("occupation", "astronaut", "unknown"),
        ("occupation", "a\0", "null_characters_not_allowed"),
        ("country", "XX", "unknown"),
        ("country", "ie", "unknown"),
        ("country", "EU", "unknown"),
        ("country", "001", "unknown"),
        ("display", "everything", "invalid_choice"),
        ("consent_sign", "", "required"),
        ("website", "http://pills.example", "trap"),
    ],
)
def test_form_names_the_field_and_the_reason(field, typed, code):
    form = SignForm(sign_form(**{field: typed}), statement=Statement())

    assert not form.is_valid()
    assert codes(form)[field] == [code]
    assert set(codes(form)) - {field} <= {"consent_publish"}


@pytest.mark.table(
    ("display", "valid"),
    [("full", False), ("name", False), ("", False), ("anonymous", True), ("counted", True)],
)
def test_publishing_a_name_wants_its_own_consent(display, valid):
    form = SignForm(sign_form(display=display, consent_publish=""), statement=Statement())

    assert form.is_valid() == valid
    assert codes(form) == ({} if valid else {"consent_publish": ["required"]})


def test_form_without_a_choice_shows_name_and_credit():
    form = SignForm(sign_form(display=""), statement=Statement())

    assert form.is_valid()
    assert form.words().display == "full"


@pytest.mark.parametrize(
    ("age", "is_quick"),
    [
        (timedelta(seconds=0), True),
        (timedelta(seconds=2), True),
        (timedelta(seconds=5), False),
        (timedelta(hours=23), False),
        (timedelta(hours=25), True),
    ],
)
def test_form_knows_how_long_it_was_looked_at(time_machine, age, is_quick):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    stamp = tokens.new_stamp()
    time_machine.shift(age)

    form = SignForm(sign_form(stamp=stamp), statement=Statement())

    assert form.is_valid()
    assert form.is_quick == is_quick


@pytest.mark.table("stamp", ["", "form", "form:1tOabc:forged", "x" * 3000])
def test_form_with_no_stamp_of_ours_counts_as_quick(stamp):
    form = SignForm(sign_form(stamp=stamp), statement=Statement())

    assert form.is_valid()
    assert form.is_quick


def test_countries_are_those_of_the_world_by_name():
    named = countries("en")

    assert 240 < len(named) < 260
    assert (named["IE"], named["TW"], named["XK"]) == ("Ireland", "Taiwan", "Kosovo")
    assert list(named.values()) == sorted(named.values())
    assert configured.LANGUAGE_CODE == "en"


@pytest.mark.parametrize(("form", "field"), [(AskForm, "email"), (CodeForm, "email")])
def test_address_is_checked_alike_everywhere(form, field):
    bound = form({"email": "not an address", "code": "ABCD-2345"})

    assert codes(bound) == {field: ["space"]}


def test_code_is_bounded():
    assert codes(CodeForm({"email": "ada@example.org", "code": "x" * 41})) == {
        "code": ["max_length"]
    }


@pytest.fixture
def guild():
    return Guild.objects.create(
        slug="tin", name="Tin Players", methods=["guild_code"], mark_permitted_at=timezone.now()
    )


def test_a_guild_stands_for_the_address(guild):
    form = SignForm(sign_form(email="", guild="tin"), statement=Statement())

    assert form.is_valid()
    assert (form.words().email, form.words().guild) == ("", guild)


@pytest.mark.table(
    ("typed", "statement", "wrong"),
    [
        ({"email": ""}, {}, {"email": ["required"]}),
        ({"email": "", "guild": "lead"}, {}, {"guild": ["unknown"]}),
        ({"guild": ""}, {"members_only": True}, {"guild": ["members_only"]}),
        ({"guild": "tin"}, {"guild_id": 0}, {"guild": ["unknown"]}),
    ],
)
def test_guild_is_one_that_may_vouch(typed, statement, wrong, guild):
    form = SignForm(sign_form(**typed), statement=Statement(**statement))

    assert not form.is_valid()
    assert codes(form) == wrong
