"""The page of a statement: its words, its figures, its form, at every time of its life."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.counts import tallies
from signatures.actions.statements import texts as statements
from signatures.models import Signature, Statement, TextVersion
from tests.factories import (
    make_heading,
    make_notable,
    make_signature,
    make_text,
    make_withdrawn,
    make_without_address,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LETTER = "# Our demands\n\nDear *all*,\n\n1. Ask first."


def test_front_page_is_the_statement_itself(client):
    make_text(slug="other", title="Other")
    make_text(slug="ask", title="Ask first", front_page=True)

    response = client.get("/")

    assertContains(response, "Ask first")
    assertContains(response, '<form class="sign-form" method="post" action="/ask/sign/"')
    assertNotContains(response, "Other")


def test_statement_has_its_page_whether_on_the_front_or_not(client):
    make_text(slug="ask", front_page=True)
    make_text(slug="other")

    assert [client.get(path).status_code for path in ("/ask/", "/other/")] == [200, 200]


def test_sentence_and_letter_are_set_differently(client):
    make_text(slug="sentence")
    parts = {"addressee": "the <Board>", "salutation": "Dear <Board>,", "byline": "Ada\nGrace"}
    make_text(slug="letter", text=LETTER, **parts)

    sentence, letter = client.get("/sentence/"), client.get("/letter/")

    assertContains(sentence, "<p>We, the undersigned, ask to be asked.</p>")
    assertContains(sentence, 'class="statement-page statement-page--sentence"')
    assertContains(letter, ">Our demands</a></h2>")
    assertContains(letter, '<bdi lang="en">the &lt;Board&gt;</bdi>')
    assertContains(letter, '<p class="letter__salutation">Dear &lt;Board&gt;,</p>')
    assertContains(letter, 'Ada</bdi><br><bdi translate="no">Grace</bdi>')


def test_words_of_the_author_are_shown_as_words(client):
    make_text(slug="ask", title='Ask <script>"first"</script>', text="We <b onclick=x>ask</b>.")

    response = client.get("/ask/")

    assertNotContains(response, '<script>"first"')
    assertContains(response, "Ask &lt;script&gt;&quot;first&quot;&lt;/script&gt;")
    assertContains(response, "We &lt;b onclick=x&gt;ask&lt;/b&gt;.")


def test_page_shows_the_newest_text_in_its_own_language(client):
    text = make_text(slug="ask", language="de")
    for language, words in (("de", "Neuer Wortlaut"), ("fr", "Autre texte")):
        statements.add_text(
            TextVersion(statement=text.statement, language=language, title="x", text=words)
        )

    response = client.get("/ask/")

    assertContains(response, "Neuer Wortlaut")
    assertNotContains(response, "Autre texte")
    assertContains(response, "Text version 2;")


def test_statement_without_a_text_is_404(client):
    make_text(slug="ask")
    TextVersion.objects.all().delete()

    for path in ("/ask/", "/ask/sign/", "/ask/signatories/"):
        assert client.get(path).status_code == 404


def test_page_counts_published_signatures_only(client):
    text = make_text(slug="ask", goal=1000)
    for state in ("published", "published", "pending", "held", "rejected"):
        make_signature(text, state=state)
    make_signature(text, display="counted")
    make_withdrawn(text)

    response = client.get("/ask/")

    assertContains(response, '<p class="tally" data-count-url="/api/v1/statements/ask/count">3</p>')
    assertContains(response, '<progress id="goal" max="1000" value="3">')
    assertContains(response, "1 signature was withdrawn.")
    assertContains(response, "1 signature was not accepted.")


def test_page_draws_the_next_milestone_then_the_goal(client):
    text = make_text(slug="ask", goal=3, milestones=[2])
    make_signature(text)

    page = client.get("/ask/")
    assertContains(page, '<progress id="goal" max="2" value="1">')
    assertContains(page, "1 of 2, the next milestone")

    make_signature(text)
    page = client.get("/ask/")
    assertContains(page, '<progress id="goal" max="3" value="2">')
    assertContains(page, "2 of 3</label>")


def test_milestones_cost_no_query_and_without_them_no_bar_is_drawn(
    client, django_assert_num_queries
):
    text = make_text(slug="ask")
    make_signature(text)
    with CaptureQueriesContext(connection) as without:
        assertNotContains(client.get("/ask/"), 'id="goal"')
    Statement.objects.update(milestones=[5], goal=9)

    with django_assert_num_queries(len(without)):
        assertContains(client.get("/ask/"), 'id="goal"')


def test_footer_says_which_names_are_not_verified(client):
    text = make_text(slug="ask")
    make_signature(text)
    only_confirmed = client.get("/ask/")
    added = make_without_address(text, name="On Paper", added_by_organizers=True)
    Signature.objects.filter(pk=added.pk).update(state="published", published_at=timezone.now())
    added.refresh_from_db()
    tallies.entered(added)

    response = client.get("/ask/")

    assertNotContains(only_confirmed, "not verified")
    assertContains(response, "1 name was added by the campaign team and is not verified.")
    assertNotContains(response, "Every name")


def test_page_shows_the_newest_names_and_leads_to_all(client):
    text = make_text(slug="ask")
    for number in range(13):
        make_signature(text, name=f"Ada {chr(97 + number)}.")

    response = client.get("/ask/")

    assertContains(response, "Ada m.")
    assertContains(response, "Ada b.")
    assertNotContains(response, "Ada a.")
    assertContains(response, "All 13 signatories")


def test_notable_signatories_are_not_repeated_among_the_newest(client):
    text = make_text(slug="ask")
    make_notable(make_signature(text, name="Nora Notable"), make_heading(text))

    alone = client.get("/ask/")
    make_signature(text, name="Ada New")
    with_another = client.get("/ask/")

    assertContains(alone, "Nora Notable", count=1)
    assertNotContains(alone, "newest-heading")
    assertContains(with_another, "Nora Notable", count=1)
    assertContains(with_another, "Ada New", count=1)


def test_page_nobody_signed_yet_invites_the_first(client):
    make_text(slug="ask")

    response = client.get("/ask/")

    assertContains(response, "Be the first to sign")
    assertNotContains(response, "newest-heading")


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"opens_at": timezone.now() - 9 * DAY, "closes_at": timezone.now() - DAY}, "closed on"),
        ({"opens_at": timezone.now() + DAY}, "Signing opens on"),
    ],
)
def test_page_that_cannot_be_signed_says_since_or_until_when(client, dates, said):
    make_text(slug="ask", **dates)

    response = client.get("/ask/")

    assertContains(response, said)
    assertNotContains(response, "<form")


def test_page_appears_at_its_moment(client, time_machine):
    now = timezone.now()
    make_text(slug="ask", publishes_at=now + timedelta(hours=1))

    before = client.get("/ask/").status_code
    time_machine.move_to(now + timedelta(hours=1, seconds=1), tick=False)

    assert (before, client.get("/ask/").status_code) == (404, 200)


def test_address_without_its_slash_leads_to_the_page(client):
    make_text(slug="ask")

    response = client.get("/ask")

    assert (response.status_code, response["Location"]) == (301, "/ask/")


@pytest.mark.table("path", ["/", "/ask/", "/ask/signatories/", "/ask/sign/sent/"])
@pytest.mark.table("method", ["post", "put", "patch", "delete"])
def test_pages_that_read_take_nothing(client, path, method):
    make_text(slug="ask", front_page=True)

    response = getattr(client, method)(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
