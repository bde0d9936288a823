"""The launch list as the public sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import LaunchList, Signature
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

FORMS = ["/ask/launch-list/", "/ask/launch-list.csv", "/ask/launch-list.pdf"]


@pytest.fixture
def text(time_machine):
    now = timezone.now().replace(microsecond=0)
    time_machine.move_to(now - timedelta(hours=1), tick=False)
    text = make_text(slug="ask", publishes_at=now)
    make_signature(text, name="Ada Example", credit="Composer")
    make_signature(text, name="Bea Other")
    time_machine.move_to(now, tick=False)
    return text


def test_list_says_what_its_hash_shows_and_what_it_does_not(client, text):
    page = client.get("/ask/launch-list/")

    assertContains(page, "2 names were on its list")
    assertContains(page, "Composer")
    assertContains(page, LaunchList.objects.get().sha256)
    assertContains(page, "not that a name is real")
    assertNotContains(page, "no longer public")


def test_name_that_is_no_longer_public_is_in_no_form_of_the_list(client, text):
    shown = [client.get(path) for path in FORMS]
    Signature.objects.filter(name="Ada Example").update(
        state="rejected", refusal="other", published_at=None
    )

    page, file, pdf = (client.get(path) for path in FORMS)

    assert shown[2].content[:5] == pdf.content[:5] == b"%PDF-"
    assert shown[2].content != pdf.content
    assertContains(page, "1 name is no longer public, and is not shown.")
    for each in (page, file):
        assertNotContains(each, "Ada Example")
        assertContains(each, "Bea Other")


@pytest.mark.parametrize("path", FORMS)
def test_unpublished_statement_has_no_launch_list(client, path):
    make_text(slug="ask", publishes_at=timezone.now() + timedelta(hours=1))

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_page_takes_as_many_queries_for_any_number_of_names(
    client, text, time_machine, django_assert_num_queries, more
):
    for _ in range(more):
        make_signature(text)
    client.get("/ask/launch-list/")

    with django_assert_num_queries(5):
        client.get("/ask/launch-list/")
