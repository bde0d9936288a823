import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from signatures.actions.statements import links
from signatures.models import Decision, StatementLink
from tests.factories import make_text

pytestmark = pytest.mark.django_db

URL = "https://video.example/1"


@pytest.fixture
def statement():
    return make_text(slug="ask").statement


def add(statement, edith, **values):
    values = {"title": "A film", "url": URL, "position": 1, "picture": None, **values}
    return links.add(statement, by=edith, **values)


def change(link, edith, **values):
    kept = {"title": link.title, "url": link.url, "position": link.position, "picture": None}
    return links.change(link, by=edith, **{**kept, **values})


def reasons():
    return list(Decision.objects.order_by("pk").values_list("reason", flat=True))


def test_link_is_added_changed_and_removed_with_a_line_each(statement, edith):
    link = add(statement, edith)
    assert change(link, edith, title="Another", position=2)
    assert links.remove(link, by=edith)
    assert not links.remove(link, by=edith)

    assert reasons() == ["new", "title, position", "deleted"]


def test_change_of_nothing_writes_no_line(statement, edith):
    assert change(add(statement, edith), edith)
    assert reasons() == ["new"]


def test_deleted_link_is_not_changed(statement, edith):
    link = add(statement, edith)
    StatementLink.objects.all().delete()

    assert not change(link, edith, title="Another")


def test_old_picture_is_deleted_with_the_commit(
    statement, edith, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    link = add(statement, edith, picture=SimpleUploadedFile("one.webp", b"one"))
    old = tmp_path / link.picture.name
    assert old.exists()

    with django_capture_on_commit_callbacks(execute=True):
        change(link, edith, picture=False)

    assert not StatementLink.objects.get().picture
    assert not old.exists()
