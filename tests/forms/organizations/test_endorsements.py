from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from signatures.actions.organizations.endorsements import EndorsementInput
from signatures.forms.organizations.endorsements import EndorseForm
from tests.factories import endorse_form


def logo():
    file = BytesIO()
    Image.new("RGB", (30, 20)).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue())


def test_form_cleans_what_was_typed():
    typed = endorse_form(organization="  Union of\n Tin Players ", website="WWW.Tin.example/")

    form = EndorseForm(typed)

    assert form.is_valid()
    assert form.asked() == EndorsementInput(
        name="Union of Tin Players",
        kind="union",
        website="https://www.tin.example",
        represents="900 players",
        contact_name="Ada Example",
        contact_role="Secretary",
        email="ada@tin.example",
    )


@pytest.mark.table(
    ("field", "typed", "code"),
    [
        ("organization", "", "required"),
        ("organization", " \n ", "no_letter"),
        ("organization", "—", "no_letter"),
        ("organization", "A" * 121, "too_long"),
        ("organization", "Union\u202eof", "control_character"),
        ("organization", "Buy at www.pills.com", "web_address"),
        ("kind", "", "required"),
        ("kind", "gang", "invalid_choice"),
        ("website", "", "required"),
        ("website", "http://tin.example", "not_https"),
        ("website", "javascript:alert(1)", "not_https"),
        ("represents", "A" * 121, "too_long"),
        ("name", "", "required"),
        ("role", "", "required"),
        ("role", "A" * 91, "too_long"),
        ("email", "ada@", "no_at"),
        ("authorized", "", "required"),
        ("subject", "cheap", "trap"),
    ],
)
def test_form_refuses(field, typed, code):
    form = EndorseForm(endorse_form(**{field: typed}))

    assert not form.is_valid()
    assert [
        (name, [each.code for each in errors]) for name, errors in form.errors.as_data().items()
    ] == [(field, [code])]


def test_form_takes_a_logo_with_permission_only():
    without = EndorseForm(endorse_form(), {"logo": logo()})
    given = EndorseForm(endorse_form(permit_logo="on"), {"logo": logo()})

    assert not without.is_valid()
    assert list(without.errors) == ["permit_logo"]
    assert without.logo_is_lost is True
    assert given.is_valid()
    assert given.asked().logo.name.endswith(".webp")


def test_form_loses_no_logo_that_never_came():
    form = EndorseForm(endorse_form(name=""))

    assert not form.is_valid()
    assert form.logo_is_lost is False
