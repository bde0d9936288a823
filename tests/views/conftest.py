"""In tests of views, the people of tests/conftest.py have signed in with ``client``."""

import pytest

from tests.factories import sign_in


@pytest.fixture
def olga(client, olga):
    sign_in(client, olga)
    return olga


@pytest.fixture
def edith(client, edith):
    sign_in(client, edith)
    return edith


@pytest.fixture
def mo(client, mo):
    sign_in(client, mo)
    return mo


@pytest.fixture
def officer(client, officer):
    sign_in(client, officer, reauthenticated=True)
    return officer
