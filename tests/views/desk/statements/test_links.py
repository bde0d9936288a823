from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.models import Decision, StatementLink
from tests.factories import make_text

pytestmark = pytest.mark.django_db

LINKS = "/desk/ask/links/"
TYPED = {"title": "See us", "url": "https://video.example/?v=1", "position": "1"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "links"


def picture():
    file = BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "PNG")
    return SimpleUploadedFile("party.png", file.getvalue(), content_type="image/png")


def add(client, slug="ask", **typed):
    client.post(f"/desk/{slug}/links/", {**TYPED, **typed})
    return StatementLink.objects.last()


def logged():
    lines = Decision.objects.order_by("pk")
    return list(lines.values_list("about", "subject", "from_state", "to_state", "reason"))


def test_link_with_a_picture_stands_beside_the_text(client, edith, folder):
    make_text(slug="ask")

    response = client.post(LINKS, {**TYPED, "picture": picture()})

    assertRedirects(response, LINKS)
    link = StatementLink.objects.get()
    assert [each.name for each in folder.iterdir()] == [link.picture.name.removeprefix("links/")]
    page = client.get("/ask/")
    assertContains(page, "See us")
    assertContains(page, link.picture.url)
    url = TYPED["url"]
    assert logged() == [("statement", "video or document", "", url, "new")]


def test_link_keeps_its_picture_until_another_comes_or_it_goes(
    client, edith, folder, django_capture_on_commit_callbacks
):
    make_text(slug="ask")
    link = add(client, picture=picture())
    path, first = f"{LINKS}{link.pk}/", link.picture.name

    client.post(path, {**TYPED, "title": "Hear us"})
    link.refresh_from_db()
    assert (link.title, link.picture.name) == ("Hear us", first)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {**TYPED, "picture": picture()})
    link.refresh_from_db()
    assert [f"links/{each.name}" for each in folder.iterdir()] == [link.picture.name] != [first]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {**TYPED, "without_picture": "on"})
    link.refresh_from_db()
    assert (link.picture.name, list(folder.iterdir())) == ("", [])
    assert [each[-1] for each in logged()] == ["new", "title", "title, picture", "picture"]


def test_removed_link_takes_its_picture_along(
    client, edith, folder, django_capture_on_commit_callbacks
):
    make_text(slug="ask")
    link = add(client, picture=picture())

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LINKS}{link.pk}/remove/")

    assert list(folder.iterdir()) == []
    assertNotContains(client.get("/ask/"), "See us")
    assert logged()[-1][2:] == (TYPED["url"], "", "deleted")


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"title": ""}, "Fill in “Title”"),
        ({"title": "x\0"}, "invisible characters"),
        ({"url": "http://video.example/"}, "Enter an address that begins with https://"),
        ({"url": "https://video.example/" + "x" * 200}, "at most 200 characters"),
        ({"position": "-1"}, "Enter a number from 0 up for “Position”"),
        ({"position": "9" * 30}, "Enter a number up to 10000 for “Position”"),
        ({"picture": SimpleUploadedFile("x.svg", b"<svg/>")}, "PNG, JPEG or WebP"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, edith, typed, said):
    make_text(slug="ask")

    response = client.post(LINKS, {**TYPED, **typed})

    assertContains(response, said, status_code=422)
    assertContains(response, "See us" if "title" not in typed else "video.example", status_code=422)
    assert not StatementLink.objects.exists()


@pytest.mark.parametrize("pk", ["{}", "99999", "9" * 30])
def test_link_of_another_statement_or_none_is_not_found(client, edith, pk):
    make_text(slug="ask")
    make_text(slug="other")
    path = LINKS + pk.format(add(client, "other").pk)

    assert client.get(f"{path}/").status_code == 404
    assert client.post(f"{path}/", TYPED).status_code == 404
    assert client.post(f"{path}/remove/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_many_links(client, edith, count, django_assert_num_queries):
    make_text(slug="ask")
    for _ in range(count):
        add(client)
    client.get(LINKS)

    # session, visitor, second factor (middleware 2, door 2), statement, links, title
    with django_assert_num_queries(9):
        client.get(LINKS)
