"""The signatory's own page: what it shows, and the way out."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.privacy import withheld
from signatures.models import HoldReason, OutgoingMail, Signature, Token
from signatures.models.hold_reason import in_words
from tests.factories import make_link, make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return make_text(slug="ask", title="Ask first")


def manage_link(signature, **options):
    return make_link(signature, purpose="manage", **{"expires_in": None, **options})


def assert_private(response):
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("state", "said", "seen"),
    [
        ("published", "published", "Ada Example"),
        ("held", "under review", "Nothing at present."),
        ("rejected", "not accepted", "Nothing at present."),
    ],
)
def test_own_page_shows_where_the_signature_stands(client, text, state, said, seen):
    signature = make_signature(text, state=state, email="ada@example.org")

    response = client.get(f"/manage/{manage_link(signature)}/")

    assertContains(response, said)
    assertContains(response, seen)
    assertContains(response, "Withdraw my signature")
    assertNotContains(response, "ada@example.org")
    assert_private(response)


@pytest.mark.table("reason", [*HoldReason.values, "rule_3"])
def test_hold_hides_from_nobody_that_they_wait_and_tells_nobody_why(client, text, reason):
    signature = make_signature(text, state="held", reasons=[reason])
    links = [f"/manage/{manage_link(signature)}/", f"/confirm/{make_link(signature)}/"]

    for link in links:
        page = client.get(link)
        assertContains(page, "under review")
        assertNotContains(page, in_words([reason])[0])


@pytest.mark.table(
    ("display", "seen", "unseen"),
    [
        ("full", "Engines", "Nothing at present"),
        ("name", "Ada Example", "Engines"),
        ("anonymous", 'class="withheld"', "Ada Example"),
        ("counted", "Your name is not shown. You are counted.", "Ada Example"),
    ],
)
def test_own_page_shows_what_everybody_sees(client, text, display, seen, unseen):
    signature = make_signature(text, display=display, credit="Engines")

    response = client.get(f"/manage/{manage_link(signature)}/")

    assertContains(response, seen)
    assertNotContains(response, unseen)


@pytest.mark.table("method", ["get", "head", "options"])
@pytest.mark.table("page", ["", "withdraw/"])
def test_opening_a_page_changes_nothing(client, text, method, page):
    signature = make_signature(text)
    before = Signature.objects.values().get()

    getattr(client, method)(f"/manage/{manage_link(signature)}/{page}")

    assert Signature.objects.values().get() == before


def test_own_page_takes_no_post(client, text):
    assert client.post(f"/manage/{manage_link(make_signature(text))}/").status_code == 405


def test_withdrawing_asks_first(client, text):
    link = manage_link(make_signature(text))

    response = client.get(f"/manage/{link}/withdraw/")

    assertContains(response, "Withdraw your signature?")
    assertContains(response, f'href="/manage/{link}/"')
    assert_private(response)


@pytest.mark.parametrize("state", ["published", "held", "rejected"])
def test_withdrawing_erases_the_person(client, text, state):
    signature = make_signature(text, state=state, email="ada@example.org", credit="Engines")
    link = manage_link(signature)

    response = client.post(f"/manage/{link}/withdraw/")

    assertContains(response, "everything else about you are erased")
    assertNotContains(response, "Ada Example")
    assert_private(response)
    row = Signature.objects.get()
    assert (row.state, row.name, row.credit, row.email, row.mailbox) == (
        "withdrawn",
        "",
        "",
        "",
        None,
    )
    assert not Token.objects.exclude(email="").exists()


def test_withdrawn_signature_is_off_the_list_and_out_of_the_count(client, text):
    link = manage_link(make_signature(text, name="Ada Example"))
    make_signature(text, name="Grace Example")

    client.post(f"/manage/{link}/withdraw/")

    assertNotContains(client.get("/ask/signatories/"), "Ada Example")
    counts = client.get("/api/v1/statements/ask").json()["counts"]
    assert (counts["signatories"], counts["withdrawn"]) == (1, 1)
    assertContains(client.get("/ask/"), "1 signature was withdrawn.")


def test_link_of_a_withdrawn_signature_says_so(client, text):
    link = manage_link(make_signature(text))
    client.post(f"/manage/{link}/withdraw/")

    again = [
        client.get(f"/manage/{link}/"),
        client.get(f"/manage/{link}/withdraw/"),
        client.post(f"/manage/{link}/withdraw/"),
    ]

    for response in again:
        assertContains(response, "This signature no longer exists", status_code=410)
        assert_private(response)


def test_link_made_for_a_withdrawn_signature_is_410(client, text):
    assert client.get(f"/manage/{manage_link(make_withdrawn(text))}/").status_code == 410


@pytest.mark.table("page", ["", "withdraw/"])
@pytest.mark.table("link", ["x", "A" * 43, "é", "%00"])
def test_broken_link_is_404(client, page, link):
    response = client.get(f"/manage/{link}/{page}")

    assertContains(response, "This link does not work", status_code=404)
    assert_private(response)


@pytest.mark.parametrize("page", ["a.css", "withdraw/a.css", "x/y/"])
def test_nothing_stands_below_a_link(client, text, page):
    link = manage_link(make_signature(text))

    assertNotContains(client.get(f"/manage/{link}/{page}"), "Ada Example", status_code=404)


def test_link_to_confirm_opens_no_own_page(client, text):
    signature = make_signature(text)
    link = make_link(signature, purpose="confirm")

    assert client.get(f"/manage/{link}/").status_code == 404
    assert client.post(f"/manage/{link}/withdraw/").status_code == 404
    assert Signature.objects.get().state == "published"


def test_old_link_is_410(client, text):
    link = manage_link(make_signature(text), expires_in=-timedelta(days=1))

    assertContains(client.get(f"/manage/{link}/"), "This link has expired", status_code=410)


def test_asking_for_the_link_queues_one_mail_for_all_signatures(client, text):
    for each in (text, make_text()):
        make_signature(each, email="ada@example.org")
    make_signature(make_text(), email="ada@example.org", state="pending")

    response = client.post("/manage/", {"email": " ADA@Example.org "})

    assertContains(response, "If you signed with this address")
    assert list(OutgoingMail.objects.values_list("kind", flat=True)) == ["link"]


def test_asking_says_the_same_to_everybody(client, text):
    make_signature(text, email="ada@example.org")

    known = client.post("/manage/", {"email": "ada@example.org"})
    unknown = client.post("/manage/", {"email": "eve@example.org"})

    assert known.content == unknown.content
    assert dict(known.headers, Expires="") == dict(unknown.headers, Expires="")
    assert sorted(OutgoingMail.objects.values_list("kind", flat=True)) == ["link", "nothing"]


@pytest.mark.table("email", ["", "ada", "ada@example.org\0", "<script>@example.org"])
def test_asking_with_no_address_is_422_and_keeps_it(client, email):
    response = client.post("/manage/", {"email": email})

    assertContains(response, '<a href="#id_email">', status_code=422)
    assertNotContains(response, "<script>", status_code=422)
    assert not OutgoingMail.objects.exists()


def test_page_to_ask_is_nobody_elses_to_keep(client):
    response = client.get("/manage/")

    assert "no-store" in response["Cache-Control"]
    assertContains(response, '<meta name="robots" content="noindex">')


def test_own_page_says_when_name_and_address_are_erased(client, text):
    signature = make_signature(text, display="anonymous")

    response = client.get(f"/manage/{manage_link(signature)}/")

    assertContains(response, "we erase your name and your e-mail address; until then you can still")
    assertContains(response, "Change my entry")


def test_own_page_works_after_name_and_address_are_erased(client, text):
    signature = make_signature(text, display="anonymous", name="Quilla Harbor")
    link = manage_link(signature)
    Signature.objects.update(attested_at=timezone.now() - timedelta(days=4))
    withheld.erase_due()

    shown = client.get(f"/manage/{link}/")
    stored = client.get(f"/manage/{link}/data/")
    changed = client.get(f"/manage/{link}/change/")
    withdrawn = client.post(f"/manage/{link}/withdraw/")

    assertContains(shown, "A verified signatory, name withheld")
    assertContains(shown, "we have erased your name")
    for page in (shown, stored):
        assertNotContains(page, "Quilla")
    assertNotContains(shown, "Change my entry")
    assert changed.status_code == 410
    assertContains(withdrawn, "Your signature is withdrawn")
    assert Signature.objects.get().state == "withdrawn"
