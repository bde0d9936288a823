import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.organizations import endorsements
from signatures.models import Endorsement, Guild, Organization, OutgoingMail, Tally
from tests.factories import endorse_form, make_endorsement, make_mark, make_text

pytestmark = pytest.mark.django_db


def page(name, text):
    return reverse(name, args=[text.statement.slug])


def logo(name="logo.png", kind="PNG"):
    file = BytesIO()
    Image.new("RGB", (30, 20), "red").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def make_members(text, name, number):
    guild = Guild.objects.create(slug=slugify(name), name=name)
    Tally.objects.create(
        statement=text.statement, dimension="guild", value=str(guild.pk), total=number
    )


def test_endorsement_travels_from_form_to_public_page(client, mailoutbox):
    text = make_text()

    asked = client.post(page("endorse", text), endorse_form(permit_logo="on", logo=logo()))
    call_command("deliver_mail")
    [message] = mailoutbox
    [path] = re.findall(r"http://testserver(/endorsements/\S+)", message.body)
    shown = client.get(path)
    before = Endorsement.objects.get().state
    confirmed = client.post(path)
    waiting = client.get(page("organizations", text))
    endorsements.publish(Endorsement.objects.get(), by=None)
    public = client.get(page("organizations", text))

    assertRedirects(asked, page("endorse_sent", text))
    assertContains(shown, "Union of Tin Players")
    assert before == "pending"
    assertContains(confirmed, "confirmed and under review")
    assertNotContains(waiting, "Tin")
    assertContains(public, "Union of Tin Players")
    assertContains(public, "900 players")
    assertContains(public, 'src="/media/logos/')


def test_get_of_a_link_writes_nothing(client, django_assert_num_queries, mailoutbox):
    client.post(page("endorse", make_text()), endorse_form())
    call_command("deliver_mail")
    [path] = re.findall(r"http://testserver(/endorsements/\S+)", mailoutbox[0].body)

    for method in (client.get, client.head):
        with django_assert_num_queries(3):  # the link with all behind it, the text, the notices
            response = method(path)

    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert Endorsement.objects.get().state == "pending"


def test_press_confirms_only_the_words_that_were_shown(client, mailoutbox):
    text = make_text()
    client.post(page("endorse", text), endorse_form())
    call_command("deliver_mail")
    [path] = re.findall(r"http://testserver(/endorsements/\S+)", mailoutbox[0].body)
    shown = client.get(path).context["shown"]
    client.post(page("endorse", text), endorse_form(represents="90,000 players"))

    response = client.post(path, {"shown": shown})

    assertContains(response, "90,000 players")
    assert Endorsement.objects.get().state == "pending"


def test_links_that_are_of_no_use_say_so(client, mailoutbox, time_machine):
    time_machine.move_to(timezone.now())
    text = make_text()
    client.post(page("endorse", text), endorse_form())
    call_command("deliver_mail")
    [path] = re.findall(r"http://testserver(/endorsements/\S+)", mailoutbox[0].body)
    broken = client.get(path[:-5] + "/")
    time_machine.shift(timedelta(hours=73))
    old = client.post(path)
    Endorsement.objects.all().delete()
    time_machine.shift(-timedelta(hours=73))
    used = client.post(path)

    assert (broken.status_code, old.status_code, used.status_code) == (404, 410, 410)
    assertContains(old, "has expired", status_code=410)
    assertContains(used, "no longer in use", status_code=410)


@pytest.mark.table("state", [None, "pending", "held", "published", "rejected"])
def test_answer_is_the_same_whatever_became_of_it(client, state):
    text = make_text()
    if state:
        make_endorsement(text, state=state, name="Union of Tin Players")

    response = client.post(page("endorse", text), endorse_form())

    assert (response.status_code, response.headers["Location"]) == (302, page("endorse_sent", text))
    assert response.content == b""
    assert OutgoingMail.objects.count() == 1
    assert not response.cookies


def test_mistakes_give_the_form_back_with_what_was_typed(client):
    typed = endorse_form(website="http://tin.example", permit_logo="on", logo=logo())

    response = client.post(page("endorse", make_text()), typed)

    assertContains(response, 'value="Union of Tin Players"', status_code=422)
    assertContains(response, 'value="http://tin.example"', status_code=422)
    assertContains(response, '<option value="union" selected>', status_code=422)
    assertContains(response, "Choose the file again", status_code=422)
    assert response.headers["Cache-Control"] == "no-store"
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SimpleUploadedFile("logo.png", b"<svg/>"), "Choose a PNG, JPEG or WebP file"),
        (logo("logo.gif", "GIF"), "Choose a PNG, JPEG or WebP file"),
        (
            SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000),
            "Choose a file of at most 1 MB",
        ),
    ],
)
def test_pictures_we_do_not_take_are_refused_at_their_field(client, sent, words):
    sent.seek(0)

    response = client.post(page("endorse", make_text()), endorse_form(permit_logo="on", logo=sent))

    assertContains(response, words, status_code=422)
    assert not Organization.objects.exists()


def test_no_more_of_a_file_is_kept_than_is_needed(client, monkeypatch):
    sizes = []
    read = endorsements.admit
    monkeypatch.setattr(endorsements, "admit", lambda source: sizes.append(1) or read(source))
    file = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000)

    response = client.post(page("endorse", make_text()), endorse_form(logo=file))

    assert response.context["form"].files["logo"].size < 1_100_000


def test_form_posted_by_another_site_is_refused(client):
    text = make_text()

    response = client.post(
        page("endorse", text), endorse_form(), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
    assert not Endorsement.objects.exists()


def test_many_forms_from_one_source_are_too_many(client, settings):
    settings.ENDORSE_LIMITS = {timedelta(hours=1): 1}
    text = make_text()
    client.post(page("endorse", text), endorse_form())

    response = client.post(page("endorse", text), endorse_form(organization="Another"))

    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert Endorsement.objects.count() == 1


def test_form_of_a_closed_statement_says_so(client):
    now = timezone.now()
    text = make_text(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))

    assert client.get(page("endorse", text)).status_code == 409
    assert client.post(page("endorse", text), endorse_form()).status_code == 409


def test_before_publication_only_invited_people_endorse(client):
    text = make_text(publishes_at=None)
    invitation = text.statement.invitation

    uninvited = client.post(page("endorse", text), endorse_form())
    shown = client.get(page("endorse", text), {"invitation": invitation})
    invited = client.post(page("endorse", text), endorse_form(invitation=invitation))
    sent = client.get(page("endorse_sent", text))
    endorsements.publish(make_endorsement(text, state="held", name="Too early"), by=None)

    assert uninvited.status_code == 404
    assertContains(shown, f'value="{invitation}"')
    assert invited.status_code == 302
    assertNotContains(sent, "Ask first")
    assert client.get(page("organizations", text)).status_code == 404
    assert client.get(f"/api/v1/statements/{text.statement.slug}/organizations").status_code == 404


def public_addresses(text):
    slug = text.statement.slug
    return [f"/{slug}/", f"/{slug}/organizations/", f"/api/v1/statements/{slug}/organizations"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_public_pages_show_what_is_published_and_nobody_who_asked(client, place):
    text = make_text()
    make_endorsement(text, name="Shown Society")
    make_endorsement(make_text(), name="Elsewhere")
    for state in ("pending", "held", "rejected"):
        make_endorsement(text, state=state, name=f"Hidden {state}")

    response = client.get(public_addresses(text)[place])

    assertContains(response, "Shown Society")
    for word in ("Hidden", "Elsewhere", "Zebedee", "Treasurer", "contact-"):
        assertNotContains(response, word)
    assert not response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_organizations_page_costs_the_same_however_many(client, count, django_assert_num_queries):
    text = make_text()
    for number in range(count):
        make_mark(make_endorsement(text))
        make_members(text, f"Guild {number}", 10)

    # The text, the endorsements, their marks, numbers by guild, guilds, the counts, notices.
    with django_assert_num_queries(8):
        client.get(page("organizations", text))


@pytest.mark.parametrize("count", [1, 3])
def test_api_of_organizations_costs_the_same_however_many(client, count, django_assert_num_queries):
    text = make_text()
    for _ in range(count):
        make_mark(make_endorsement(text))

    with django_assert_num_queries(3):  # the text, the endorsements, their marks
        client.get(public_addresses(text)[2])


def test_api_gives_organizations_in_the_organizers_order(client):
    text = make_text()
    last = make_endorsement(text, name="Last", represents="900 players")
    first = make_endorsement(text, name="First", kind="company", website="")
    Endorsement.objects.filter(pk=first.pk).update(position=1)

    response = client.get(public_addresses(text)[2])

    at = [f"{each.published_at:%Y-%m-%dT%H:%M:%SZ}" for each in (first, last)]
    assert response.json() == {
        "results": [
            {
                "name": "First",
                "kind": "company",
                "website": "",
                "represents": "",
                "endorsed_at": at[0],
                "marks": [],
            },
            {
                "name": "Last",
                "kind": "union",
                "website": "https://tin.example",
                "represents": "900 players",
                "endorsed_at": at[1],
                "marks": [],
            },
        ]
    }


def test_members_are_kept_apart_and_few_are_not_numbered(client):
    text = make_text()
    make_endorsement(text)
    make_members(text, "Many", 1234)
    make_members(text, "Handful", 4)
    make_members(text, "Five", 5)

    response = client.get(page("organizations", text))

    rows = re.findall(r"<bdi[^>]*>(\w+)</bdi></a></th><td>([^<]+)</td>", response.content.decode())
    assert rows == [("Many", "1,234"), ("Five", "5 or more"), ("Handful", "fewer than 5")]
    assertContains(response, "as individuals, not as representatives of the guild")


def test_count_above_the_form_names_organizations(client):
    text = make_text()
    make_endorsement(text)

    response = client.get(page("statement", text))

    assertContains(response, "Endorsed by")
    assert response.context["counts"].organizations == 1


def test_hostile_names_are_shown_as_text(client):
    text = make_text()
    make_endorsement(text, name="<script>alert(1)</script>", represents='"><img src=x>')

    for address in public_addresses(text)[:2]:
        response = client.get(address)
        assertNotContains(response, "<script>alert")
        assertNotContains(response, "<img src=x")


def test_picture_is_served_as_nothing_but_that(client):
    text = make_text()
    client.post(page("endorse", text), endorse_form(permit_logo="on", logo=logo("../../a.html")))
    organization = Organization.objects.get()
    name = organization.logo.name
    waiting, at_the_desk = client.get(f"/media/{name}"), client.get(organization.logo_url)
    now = timezone.now()
    Endorsement.objects.update(state="published", confirmed_at=now, published_at=now)

    response = client.get(f"/media/{name}")

    assert waiting.status_code == 404
    assert (at_the_desk.status_code, at_the_desk.headers["Cache-Control"]) == (200, "no-store")
    assert re.fullmatch(r"logos/[0-9a-f]{32}\.webp", name)
    assert response.content[:4] == b"RIFF"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Disposition"] == 'inline; filename="picture.webp"'
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


@pytest.mark.table(
    "path",
    [
        f"logos/{'f' * 32}.webp",
        f"logos/{'0' * 32}.svg",
        f"other/{'0' * 32}.webp",
        "logos/../../manage.py",
        "logos/%2e%2e/x.webp",
        "logos/",
        "",
    ],
)
def test_no_other_file_is_served(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_page_after_the_form_does_not_tell_an_unpublished_statement_from_none(client):
    make_text(slug="early", publishes_at=None)

    early, unknown = (client.get(f"/{slug}/endorse/sent/") for slug in ("early", "absent"))

    assert early.status_code == unknown.status_code == 200
    assert early.content.replace(b"early", b"absent") == unknown.content
