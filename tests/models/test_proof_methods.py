"""The registry of proof methods, and that nothing else decides by the name of a method."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from signatures.models import Attestation
from signatures.models.proof_methods import ENTRIES, GUILD_METHODS, METHODS, Method, strength

APP = Path(settings.BASE_DIR) / "signatures"
CHAIN = re.compile(
    r"""(?<!request\.)\bmethod(\.value)? (==|!=|in) (["'(\[{]|(\w+\.)?Method\.)|match method"""
)


def test_every_method_has_one_entry():
    assert set(METHODS) == set(Method.values)
    assert len(ENTRIES) == len(Method)


@pytest.mark.parametrize("method", ENTRIES, ids=lambda each: each.name)
def test_method_says_what_it_proves(method):
    for words in (method.label, str(method.happened), str(method.proves)):
        assert words


@pytest.mark.parametrize("method", GUILD_METHODS, ids=lambda each: each.name)
def test_method_of_a_guild_has_its_form(method):
    assert method.form.heading
    assert get_template(method.form.template)


def test_strength_puts_every_guild_before_the_address_alone():
    by_strength = sorted(Method.values, key=strength)

    assert by_strength[0] == Method.EMAIL
    assert by_strength[-1] == Method.GUILD_SSO
    assert len({strength(each) for each in by_strength}) == len(by_strength)


def test_entries_fit_the_field():
    longest = max(len(each) for each in Method.values)

    assert longest <= Attestation._meta.get_field("method").max_length


def test_no_module_decides_by_the_name_of_a_method():
    files = [path for path in APP.rglob("*.py") if "migrations" not in path.parts]

    chains = [
        f"{path.relative_to(APP)}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if CHAIN.search(line)
    ]

    assert chains == []
