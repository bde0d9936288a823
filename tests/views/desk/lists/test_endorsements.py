from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import Decision, Endorsement, Organization
from tests.factories import make_endorsement, make_organizer, make_text, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(client):
    user = make_organizer("editor", email="edith@example.org")
    sign_in(client, user)
    return user


def logo(kind="PNG"):
    file = BytesIO()
    Image.new("RGB", (30, 20)).save(file, kind)
    return SimpleUploadedFile("../logo.png", file.getvalue())


def decide(client, endorsement, to, **typed):
    path = f"/desk/{endorsement.statement.slug}/endorsements/{endorsement.pk}/decide/"
    return client.post(path, {"to": to, **typed}, follow=True)


def typed(organization, **fields):
    return {"name": organization.name, "kind": organization.kind, **fields}


def names(response):
    return [row["endorsement"].organization.name for row in response.context["rows"]]


def test_who_waits_longest_is_first_with_the_evidence(client, edith, text):
    make_endorsement(text, state="held", name="Tin Players")
    make_endorsement(text, state="held", name="Zinc Players", website="")
    make_endorsement(make_text(), state="held", name="Of Another Statement")

    page = client.get("/desk/ask/endorsements/")

    assert names(page) == ["Tin Players", "Zinc Players"]
    for words in (
        "Zebedee Contact",
        "Treasurer of secrets",
        "@tin.example",
        "not at the website’s",
    ):
        assertContains(page, words)


def test_earlier_refusals_of_the_same_name_or_website_are_told(client, edith, text):
    make_endorsement(make_text(), state="rejected", name="TIN players", website="")
    make_endorsement(make_text(), state="rejected", name="B", website="https://tin.example/b")
    make_endorsement(text, state="held", name="Tin Players", website="https://www.tin.example")
    make_endorsement(text, state="held", name="Zinc", website="https://zinc.example")

    page = client.get("/desk/ask/endorsements/")

    assert [row["refusals"] for row in page.context["rows"]] == [2, 0]
    assertContains(page, "2 times: the same name, website or address")


@pytest.mark.parametrize(("to", "state"), [("publish", "published"), ("refuse", "rejected")])
def test_organizer_decides_and_the_log_says_who(client, edith, text, to, state):
    held, pending = make_endorsement(text, state="held"), make_endorsement(text, state="pending")

    decide(client, held, to, reason="We know them")
    late = decide(client, pending, to)

    assertContains(late, "Someone else has changed this")
    states = Endorsement.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [state, "pending"]
    [line] = Decision.objects.all()
    assert (line.about, line.subject, line.by) == ("endorsement", held.organization.name, edith)
    assert (line.from_state, line.to_state, line.reason) == ("held", state, "We know them")
    assert line.statement == text.statement


@pytest.mark.parametrize("reason", ["asked at ada@example.org", "Zebedee Contact is no officer"])
def test_reason_that_names_a_person_decides_nothing(client, edith, text, reason):
    held = make_endorsement(text, state="held")

    said = decide(client, held, "refuse", reason=reason)

    assertContains(said, "Remove names and e-mail addresses")
    assert Endorsement.objects.get().state == "held"


def test_refused_can_be_published_after_all(client, edith, text):
    held = make_endorsement(text, state="held")
    decide(client, held, "refuse")

    page = client.get("/desk/ask/endorsements/?part=refused")
    decide(client, held, "publish")

    assert names(page) == [held.organization.name]
    assert Endorsement.objects.get().state == "published"
    assert Decision.objects.count() == 2


def test_second_of_two_who_decide_is_told(client, edith, text):
    held = make_endorsement(text, state="held")
    decide(client, held, "publish")

    assertContains(decide(client, held, "publish"), "Someone else has changed this")
    assert Decision.objects.count() == 1


def test_endorsement_of_another_statement_is_not_found(client, edith, text):
    other = make_endorsement(make_text(), state="held")

    path = f"/desk/ask/endorsements/{other.pk}"
    assert client.post(f"{path}/decide/", {"to": "publish"}).status_code == 404
    assert client.post(f"{path}/move/", {"to": "up"}).status_code == 404
    assert Endorsement.objects.get().state == "held"


@pytest.mark.table("query", ["after=x", "after=9" * 9, f"after={'9' * 40}", "after=%00"])
def test_odd_addresses_show_the_page(client, edith, text, query):
    assert client.get(f"/desk/ask/endorsements/?{query}").status_code == 200
    assert client.get(f"/desk/ask/endorsements/?part=published&{query}").status_code == 200


def test_odd_part_and_decision_are_not_found(client, edith, text):
    held = make_endorsement(text, state="held")

    assert client.get("/desk/ask/endorsements/?part=secret").status_code == 404
    assert decide(client, held, "eat").status_code == 404
    assert decide(client, held, "refuse", reason="a\0b", part="\0").status_code == 200


@pytest.mark.parametrize(
    ("where", "order"),
    [("up", ["A", "C", "B"]), ("down", ["A", "B", "C"]), ("top", ["C", "A", "B"])],
)
def test_organizer_moves_one_and_the_public_page_follows(client, edith, text, where, order):
    a, b, c = (make_endorsement(text, name=name) for name in "ABC")

    client.post(f"/desk/ask/endorsements/{c.pk}/move/", {"to": where})

    assert names(client.get("/desk/ask/endorsements/?part=published")) == order
    public = client.get("/ask/organizations/").context["organizations"]
    assert [row.name for row in public] == order
    newest = make_endorsement(text, name="D")
    assert Endorsement.objects.published().last() == newest


def test_what_is_not_published_has_no_place(client, edith, text):
    held = make_endorsement(text, state="held")

    page = client.post(f"/desk/ask/endorsements/{held.pk}/move/", {"to": "up"}, follow=True)

    assertContains(page, "Someone else has changed this")
    assert Endorsement.objects.get().position == 1000


@pytest.mark.parametrize("part", ["waiting", "published"])
def test_pages_lead_on_and_show_each_once(client, edith, text, monkeypatch, part):
    monkeypatch.setattr("signatures.views.desk.lists.endorsements.PAGE", 2)
    state = "held" if part == "waiting" else "published"
    made = [make_endorsement(text, state=state) for _ in range(5)]
    Endorsement.objects.update(published_at=timezone.now() if state == "published" else None)
    path, seen = f"/desk/ask/endorsements/?part={part}", []

    while path:
        page = client.get(path)
        seen += names(page)
        path = page.context["next"]

    assert seen == [each.organization.name for each in made]


@pytest.mark.table("count", [1, 3])
@pytest.mark.table("part", ["waiting", "published"])
def test_page_costs_the_same_however_many(
    client, edith, text, django_assert_num_queries, part, count
):
    for _ in range(count):
        make_endorsement(text, state="held" if part == "waiting" else "published")

    # session, visitor, second factor (4), statement, rows, refusals, numbers, title, session (3)
    with django_assert_num_queries(14):
        client.get(f"/desk/ask/endorsements/?part={part}")


def test_organizer_enters_one_that_waits_and_is_published(client, edith, text):
    new = {"name": "Tin Players", "kind": "union", "website": "tin.example"}

    response = client.post("/desk/ask/endorsements/new/", new)

    assertRedirects(response, "/desk/ask/endorsements/")
    assertContains(client.get("/desk/ask/endorsements/"), "entered by an organizer")
    decide(client, Endorsement.objects.get(), "publish")
    assertContains(client.get("/ask/organizations/"), "Tin Players")


def test_logos_of_organizers_are_painted_anew_too(client, edith, text):
    new = {"name": "A1", "kind": "union", "website": "tin.example", "mark_permitted_by": "Ada"}

    client.post("/desk/ask/endorsements/new/", {**new, "logo": logo()})

    organization = Organization.objects.get()
    assert organization.website == "https://tin.example"
    assert organization.logo.name.startswith("logos/")
    with organization.logo.open() as file:
        assert file.read(4) == b"RIFF"
    assert organization.mark_permitted_at is not None


@pytest.mark.table(
    ("wrong", "words"),
    [
        ({"logo": logo("GIF"), "mark_permitted_by": "Ada"}, "Choose a PNG"),
        ({"logo": logo()}, "Enter who permitted the use of the logo"),
        ({"website": "http://tin.example"}, "Enter an address that begins with https://"),
        ({"name": "..."}, "Enter the name of the organization"),
        ({"name": "A\0B"}, "invisible characters"),
        ({"members": "9" * 30}, "Enter a number up to 2147483647"),
        ({"kind": "king"}, "Choose one of the options for “Kind”"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, edith, text, wrong, words):
    new = {"name": "A", "kind": "union", "represents": "900 players", **wrong}

    response = client.post("/desk/ask/endorsements/new/", new)

    assertContains(response, words, status_code=422)
    assertContains(response, "900 players", status_code=422)
    assert not Organization.objects.exists()


def test_edited_organization_is_looked_at_anew_and_logged(client, edith, text):
    held = make_endorsement(text, state="held", name="Tin", website="https://else.example")
    path = f"/desk/organizations/{held.organization_id}/"
    seen = client.get(path).context["seen"]
    new = typed(held.organization, website="https://tin.example", seen=seen)

    response = client.post(path, new)

    assertRedirects(response, "/desk/ask/endorsements/")
    held.refresh_from_db()
    assert held.same_domain is True
    [line] = Decision.objects.all()
    assert (line.about, line.subject, line.by) == ("organization", "Tin", edith)
    assert line.reason == "changed: website"


def test_nobody_writes_over_what_they_have_not_read(client, edith, text):
    held = make_endorsement(text, state="held", name="Tin")
    path = f"/desk/organizations/{held.organization_id}/"
    seen = client.get(path).context["seen"]
    client.post(path, typed(held.organization, represents="900 players", seen=seen))

    late = client.post(path, typed(held.organization, represents="7 players", seen=seen))

    assertContains(late, "Someone else has changed this", status_code=422)
    assertContains(late, "7 players", status_code=422)
    assert Organization.objects.get().represents == "900 players"


def test_contact_is_in_no_line_of_the_log(client, edith, text):
    held = make_endorsement(text, state="held")
    decide(client, held, "publish")
    decide(client, held, "refuse")

    told = str(list(Decision.objects.values_list()))

    assert "Zebedee" not in told
    assert held.contact_email not in told
    assertNotContains(client.get("/ask/organizations/"), "Zebedee")
