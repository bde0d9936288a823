"""The public page of deliveries: the list, the receipt and the answers, and nothing else."""

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.signing import own_signature
from signatures.actions.statements.launch import deliveries
from signatures.models import Answer, Delivery, Signature, Statement
from tests.factories import make_delivery, make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def text():
    return make_text(slug="ask", title="Ask first")


def delivered(text):
    now = timezone.now()
    delivery = Delivery(statement=text.statement, recipient="X", delivered_at=now, list_at=now)
    deliveries.deliver(delivery, by=make_organizer("editor"))
    return delivery


def csv_of(client, delivery):
    answer = client.get(f"/ask/delivery/{delivery.public_id}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_nothing_is_shown_before_a_delivery_is_recorded(client, text):
    assert client.get("/ask/delivery/").status_code == 404
    assertNotContains(client.get("/ask/"), "delivered-heading")


def test_page_statement_and_feed_show_a_delivery_with_the_answer_to_each_demand(client, text):
    delivery = make_delivery(text, answers=[("Ask first", "partly"), ("Pay us", "none")])
    Answer.objects.filter(demand="Pay us").update(text="<b>We</b> wait.")

    for path in ["/ask/delivery/", "/ask/"]:
        page = client.get(path)
        assertContains(page, "The Tin Minister")
        assertContains(page, "Partly agreed")
        assertContains(page, "No answer")
        assertContains(page, "&lt;b&gt;We&lt;/b&gt; wait.")
        assert "Set-Cookie" not in page.headers
    feed = ElementTree.fromstring(client.get("/ask/updates/feed.xml").content)
    [entry] = feed.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Answer from The Tin Minister"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/ask/delivery/#{delivery.anchor}")
    assert "Partly agreed" in entry.find(f"{ATOM}content").text


def test_answer_moves_the_entry_of_its_delivery_in_the_feed(client, text):
    delivery = make_delivery(text, answers=[("Ask first", "partly")])
    later = delivery.created_at + timedelta(minutes=5)
    Answer.objects.update(created_at=later)

    feed = ElementTree.fromstring(client.get("/ask/updates/feed.xml").content)

    [entry] = feed.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}updated").text.startswith(f"{later:%Y-%m-%dT%H:%M:%S}")
    assert entry.find(f"{ATOM}published").text.startswith(f"{delivery.created_at:%Y-%m-%dT%H:%M}")


def test_list_leaks_no_one_who_is_not_public(client, text):
    make_signature(text, name="Ada Example", email="ada@leak.example")
    make_signature(text, name="Bea Other")
    make_signature(text, name="Leak Anonymous", display="anonymous")
    make_signature(text, name="Leak Counted", display="counted")
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"Leak {state}", state=state)
    delivery = delivered(text)
    own_signature.withdraw(make_link(Signature.objects.get(name="Bea Other"), "manage"))

    rows = csv_of(client, delivery)

    assert sorted((row["name"], row["state"], row["salt"] != "") for row in rows) == [
        ("", "no longer public", False),
        ("Ada Example", "as delivered", True),
    ]
    for path in ["/ask/delivery/", f"/ask/delivery/{delivery.public_id}.csv"]:
        page = client.get(path)
        assertNotContains(page, "leak.example")
        assertNotContains(page, "Leak ")


def test_list_has_no_names_once_the_statement_shows_none(client, text):
    make_signature(text, name="Ada Example")
    delivery = delivered(text)
    past = timezone.now() - timedelta(minutes=1)
    Statement.objects.update(closes_at=past, after_close="counts")

    [row] = csv_of(client, delivery)

    assert (row["name"], row["state"]) == ("", "no longer public")


@pytest.mark.parametrize("wait", [None, timedelta(days=1)], ids=["never", "tomorrow"])
def test_nothing_is_found_while_the_statement_is_not_public(client, text, wait):
    file = default_storage.save("deliveries/planted.pdf", ContentFile(b"%PDF-1"))
    delivery = make_delivery(text, file=file)
    Statement.objects.update(publishes_at=wait and timezone.now() + wait)
    invitation = Statement.objects.get().invitation

    one = f"/ask/delivery/{delivery.public_id}"
    for path in ["/ask/delivery/", f"{one}.csv", f"{one}/file/"]:
        assert client.get(path).status_code == 404
        assert client.get(f"{path}?invitation={invitation}").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [("r.webp", "image/webp", "inline"), ("r.pdf", "application/pdf", "attachment")],
)
def test_receipt_is_served_so_that_no_script_in_it_runs(client, text, name, kind, place):
    file = default_storage.save(f"deliveries/{name}", ContentFile(b"%PDF-1 planted"))
    delivery = make_delivery(text, file=file, file_label="Signed receipt")

    answer = client.get(f"/ask/delivery/{delivery.public_id}/file/")

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith(place)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assertContains(client.get("/ask/delivery/"), "Signed receipt")


def test_page_needs_the_same_number_of_queries_for_many_answers(
    client, text, django_assert_max_num_queries
):
    for number in range(3):
        make_delivery(text, answers=[(f"Demand {each}", "none") for each in range(number + 1)])

    with django_assert_max_num_queries(8):
        assert client.get("/ask/delivery/").status_code == 200


def test_receipt_of_a_delivery_without_a_file_is_not_found(client, text):
    delivery = make_delivery(text)

    assert client.get(f"/ask/delivery/{delivery.public_id}/file/").status_code == 404
