import pytest

from signatures.models.personal_data import REGISTRY

pytestmark = pytest.mark.django_db


def test_privacy_page_says_of_everything_stored_when_it_is_erased(client, settings):
    settings.KEEP_REJECTED *= 2

    page = client.get("/about/privacy/").content.decode()

    assert {str(each.what) for each in REGISTRY if f"<dt>{each.what}</dt>" not in page} == set()
    assert "180 days after it was not accepted." in page
    assert "%" not in page.split("<h1>")[1].split("<footer")[0]
