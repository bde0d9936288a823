"""Deliveries and answers at the desk: forms, files and the draft of an update."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains

from signatures.models import Answer, Decision, Delivery, Statement, Update
from tests.factories import make_delivery, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)

NEW = "/desk/ask/deliveries/new/"


@pytest.fixture
def text(time_machine):
    """A statement with a name; the clock stands still a minute later, at a whole second.

    So a time that is typed without a fraction of a second is after the name was published.
    """
    time_machine.move_to(timezone.now().replace(microsecond=0) - HOUR, tick=False)
    text = make_text(slug="ask")
    make_signature(text)
    time_machine.shift(60)
    return text


@pytest.fixture
def edda(client, text):
    return sign_in(client, make_organizer("editor"))


def typed(**fields):
    at = f"{timezone.now():%Y-%m-%dT%H:%M:%S}"
    return {"recipient": "The Tin Minister", "delivered_at": at, "how": "in_person", **fields}


def photograph(size=(1200, 900)):
    out = BytesIO()
    place = Image.Exif()
    place[0x010E] = "Where Ada lives"
    Image.new("RGB", size, "red").save(out, "JPEG", exif=place)
    return SimpleUploadedFile("receipt.jpg", out.getvalue())


def test_editor_records_a_delivery_with_a_photograph_without_its_metadata(edda):
    answer = edda.post(NEW, typed(file=photograph(), file_label="Signed receipt"))

    assert answer.status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.names, delivery.list_at) == (1, delivery.delivered_at)
    with delivery.file.open() as file:
        stored = file.read()
    assert b"Ada" not in stored
    assert Image.open(BytesIO(stored)).size == (1200, 900)
    assertContains(edda.get("/desk/ask/deliveries/"), "Signed receipt")


@pytest.mark.parametrize(
    ("fields", "name", "error"),
    [
        ({"recipient": " "}, "recipient", "Fill in “Delivered to”"),
        ({"delivered_at": "1 May 2090, 10:00"}, "delivered_at", "Enter a time that has passed"),
        (
            {"delivered_at": "1 May 2001, 10:00"},
            "delivered_at",
            "Enter a time after the statement became public",
        ),
        (
            {"list_at": f"{timezone.now().year + 1}-01-01 10:00"},
            "list_at",
            "Enter a time before the delivery",
        ),
        (
            {"file": SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"), "file_label": "x"},
            "file",
            "Choose a PDF, PNG, JPEG or WebP file",
        ),
        ({"file": photograph()}, "file_label", "Say what the file shows"),
    ],
    ids=["no recipient", "future", "before publication", "list later", "kind", "no label"],
)
def test_error_is_at_its_field_and_what_was_typed_stays(edda, fields, name, error):
    answer = edda.post(NEW, typed(note="At the entrance", **fields))

    assert answer.status_code == 422
    assert error in str(answer.context["form"].errors[name])
    assertContains(answer, "At the entrance", status_code=422)
    assert not Delivery.objects.exists()


def test_delivery_of_a_statement_that_is_not_public_is_an_error(edda):
    Statement.objects.update(publishes_at=None)

    answer = edda.post(NEW, typed())

    assert answer.status_code == 422
    assert "became public" in str(answer.context["form"].errors["delivered_at"])


def test_editor_changes_a_delivery_and_the_list_stays(edda, text):
    delivery = make_delivery(text, file="deliveries/x.pdf", file_label="Receipt")
    one = f"/desk/ask/deliveries/{delivery.public_id}/"
    seen = edda.get(one).context["seen"]

    answer = edda.post(one, typed(recipient="The Copper Minister", without_file="on", seen=seen))
    stale = edda.post(one, typed(recipient="The Lead Minister", seen=seen))

    now = Delivery.objects.get()
    assert (answer.status_code, stale.status_code) == (302, 422)
    assert (now.recipient, now.file.name, now.file_label) == ("The Copper Minister", "", "")
    assert (now.list_at, now.sha256) == (delivery.list_at, delivery.sha256)


def test_answers_are_recorded_changed_and_deleted_with_entries_in_the_log(edda, text):
    delivery = make_delivery(text)
    base = f"/desk/ask/deliveries/{delivery.public_id}/answers/"
    first = {"demand": "Ask first", "outcome": "refused", "answered_on": "2026-05-03"}

    assert edda.post(base, first).status_code == 302
    answer = Answer.objects.get()
    one = f"{base}{answer.pk}/"
    seen = edda.get(one).context["seen"]
    edda.post(one, {**first, "outcome": "partly", "text": "We will think.", "seen": seen})
    edda.post(f"{one}remove/")

    assert not Answer.objects.exists()
    subject = f"answer {answer.pk} after delivery {delivery.pk}"
    lines = Decision.objects.filter(subject=subject).order_by("pk")
    assert list(lines.values_list("from_state", "to_state")) == [
        ("", "refused on 2026-05-03"),
        ("refused on 2026-05-03", "partly on 2026-05-03"),
        ("partly on 2026-05-03", "deleted"),
    ]


def test_answer_needs_a_demand_an_outcome_and_a_day_that_has_passed(edda, text):
    base = f"/desk/ask/deliveries/{make_delivery(text).public_id}/answers/"

    answer = edda.post(base, {"demand": "", "outcome": "maybe", "answered_on": "2090-01-01"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"demand", "outcome", "answered_on"}


def test_update_about_a_delivery_is_a_draft_to_change(edda, text):
    delivery = make_delivery(text, answers=[("Ask first", "agreed")])

    answer = edda.post(f"/desk/ask/deliveries/{delivery.public_id}/update/")

    update = Update.objects.get()
    assert answer.url == f"/desk/ask/updates/{update.public_id}/"
    assert update.is_draft
    assert update.title == "Answer from The Tin Minister"


def test_delivery_of_another_statement_is_not_found(edda):
    other = make_delivery(make_text(slug="other"))

    for path in ["", "answers/"]:
        assert edda.get(f"/desk/ask/deliveries/{other.public_id}/{path}").status_code == 404


def test_api_has_deliveries_with_their_answers(client, text):
    make_delivery(text, how="post", answers=[("Ask first", "none")])

    found = json.loads(client.get("/api/v1/statements/ask/deliveries").content)

    [row] = found["results"]
    assert (row["recipient"], row["how"], row["names"]) == ("The Tin Minister", "post", 0)
    assert [(each["demand"], each["outcome"]) for each in row["answers"]] == [("Ask first", "none")]
