"""Every wording that was public or signed, its hash, and what changed."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.statements import texts as statements
from signatures.models import TextVersion
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PATH = "/ask/versions/"


def add(text, words, *, language="en", title="Ask first"):
    version = TextVersion(statement=text.statement, language=language, title=title, text=words)
    return statements.add_text(version)


def plain(response):
    assert response.status_code == 200
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.split())


@pytest.fixture
def first():
    return make_text(slug="ask", text="We ask to be asked.\n\nSoon.", title="Ask first")


def test_every_version_has_its_number_hash_and_signatures(client, first):
    second = add(first, "We ask to be asked first.\n\nSoon.")
    french = add(first, "Nous demandons.", language="fr", title="Demander")
    for number, text in enumerate([first, second, french], start=1):
        for _ in range(number):
            make_signature(text)
    make_signature(second, state="pending")
    make_signature(second, state="held")

    page = plain(client.get(PATH))

    facts = re.findall(
        r"Version (\d+), (\w+) (?:current )?.*?Title .*?Signatures (\d+) SHA-256 (\w+)", page
    )
    assert facts == [
        ("2", "English", "2", second.text_sha256),
        ("1", "English", "1", first.text_sha256),
        ("1", "français", "3", french.text_sha256),
    ]


def test_change_is_told_in_words_as_well(client, first):
    add(first, "We demand to be asked.\n\nSoon.", title="Ask us first")

    page = client.get(PATH).content.decode()

    unseen = '<span class="visually-hidden">{}</span>'
    removed = f"<del>{unseen.format('[removed: ')}ask {unseen.format(']')}</del>"
    added = f"<ins>{unseen.format('[added: ')}demand {unseen.format(']')}</ins>"
    assert f"We {removed}{added}to be asked." in page
    assert "1 paragraph unchanged" in page
    assert "added: </span>us <span" in page  # in the title


def test_texts_are_escaped(client, first):
    add(first, "<script>alert(1)</script>", title="<b>Bold</b>")

    page = client.get(PATH).content.decode()

    assert "<script>alert" not in page
    assert "<b>" not in page


def test_wording_is_served_byte_for_byte(client):
    text = make_text(slug="ask", text="Ask “first”.\r\n\r\n<b>Bjørn</b>")

    response = client.get("/ask/versions/en-1.txt")

    assert hashlib.sha256(response.content).hexdigest() == text.text_sha256
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.table(
    "file",
    ["en-2.txt", "fr-1.txt", "en-0.txt", "en-99999999999999999999.txt", "en.txt", "%00-1.txt"],
)
def test_wording_that_is_not_there_is_404(client, first, file):
    assert client.get(f"/ask/versions/{file}").status_code == 404


def test_draft_replaced_before_publication_stays_private(client, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    tomorrow = timezone.now() + DAY
    draft = make_text(slug="ask", text="Secret draft.", publishes_at=tomorrow)
    add(draft, "What we say.")
    time_machine.shift(2 * DAY)

    page = client.get(PATH).content.decode()

    assert "Version 2" in page
    assert draft.text_sha256 not in page
    assert "Secret" not in page
    assert client.get("/ask/versions/en-1.txt").status_code == 404
    assert client.get("/ask/versions/en-2.txt").status_code == 200


def test_draft_that_was_signed_is_shown(client, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    draft = make_text(slug="ask", text="We asked.", publishes_at=timezone.now() + DAY)
    make_signature(draft)
    add(draft, "What we say.")
    time_machine.shift(2 * DAY)

    assert draft.text_sha256 in client.get(PATH).content.decode()


def test_versions_of_an_early_statement_are_hidden(client):
    early = make_text(slug="ask", publishes_at=None).statement
    key = {"invitation": early.invitation}

    assert client.get(PATH).status_code == client.get(PATH, key).status_code == 404
    assert client.get("/ask/versions/en-1.txt", key).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_versions_cost_the_same_however_many(client, first, count, django_assert_num_queries):
    for number in range(count):
        make_signature(add(first, f"We ask {number} times."))

    with django_assert_num_queries(6):  # text, all texts, figures (2), those of texts, notices
        client.get(PATH)


def test_statement_page_leads_to_its_versions(client, first):
    assert '<a href="/ask/versions/">All versions</a>' in client.get("/ask/").content.decode()
