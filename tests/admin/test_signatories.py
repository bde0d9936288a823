import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from signatures.models import Notable, NotableHeading
from tests.factories import (
    make_organizer,
    make_signature,
    make_text,
    sign_in,
)

pytestmark = pytest.mark.django_db

NEW_NOTABLE = reverse("admin:signatures_notable_add")


@pytest.fixture
def organizer(client):
    return sign_in(client, make_organizer("superuser"))


def add(organizer, signature, heading):
    typed = {"signature": signature.pk, "heading": heading.pk, "credit": "Singer", "position": 1}
    return organizer.post(NEW_NOTABLE, typed)


def test_organizer_marks_somebody_as_notable(organizer):
    text = make_text(slug="ask")
    signature = make_signature(text, name="Ada Example", credit="Composer")
    heading = NotableHeading.objects.create(statement=text.statement, name="Founders")

    response = add(organizer, signature, heading)

    assert response.status_code == 302
    assert Notable.objects.get().signature == signature
    assertContains(organizer.get("/ask/"), "Founders")
    changelist = reverse("admin:signatures_notable_changelist")
    assertContains(organizer.get(changelist), "Ada Example")


def test_heading_of_another_statement_is_refused(organizer):
    signature = make_signature(make_text())
    heading = NotableHeading.objects.create(statement=make_text().statement, name="Founders")

    response = add(organizer, signature, heading)

    assertContains(response, "This heading is of another statement.")
    assert not Notable.objects.exists()
