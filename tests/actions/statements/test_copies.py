import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from signatures.actions.statements import copies, links, texts
from signatures.actions.statements.texts import TextInput
from signatures.models import Decision, TextVersion
from tests.factories import make_text

pytestmark = pytest.mark.django_db


def content(link):
    with link.picture.open() as file:
        return file.read()


WORDS = TextInput("Our voices", "We ask again.")


@pytest.fixture
def source(edith, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    statement = make_text(slug="ask").statement
    texts.write_text(statement, "de", TextInput("Fragt", "Fragt uns."), seen="", by=edith)
    picture = SimpleUploadedFile("one.webp", b"picture")
    for title, given in (("A film", picture), ("A paper", None)):
        url = f"https://video.example/{title[-4:]}"
        links.add(statement, title=title, url=url, position=1, picture=given, by=edith)
    return statement


def write(source, edith, **fields):
    return copies.write({"slug": "again", "language": "en", **fields}, WORDS, like=source, by=edith)


def test_statement_like_another_has_its_translations_and_links_with_their_pictures(source, edith):
    made = write(source, edith)

    words = TextVersion.objects.filter(statement=made).order_by("language")
    assert [(each.language, each.text, each.wording) for each in words] == [
        ("de", "Fragt uns.", 1),
        ("en", "We ask again.", 1),
    ]
    film, paper = made.links.all()
    assert (film.title, paper.title, bool(paper.picture)) == ("A film", "A paper", False)
    assert content(film) == b"picture"
    assert film.picture.name != source.links.first().picture.name
    assert Decision.objects.filter(statement=made).count() == 5


def test_copied_picture_stays_when_the_first_statement_loses_its_own(
    source, edith, django_capture_on_commit_callbacks
):
    made = write(source, edith)

    with django_capture_on_commit_callbacks(execute=True):
        links.remove(source.links.first(), by=edith)

    assert content(made.links.first()) == b"picture"


def test_translations_of_an_earlier_wording_or_into_its_own_language_are_left_out(source, edith):
    assert [each.language for each in copies.translations(source)] == ["de"]
    made = write(source, edith, language="de")
    assert TextVersion.objects.get(statement=made).language == "de"

    newest = TextVersion.objects.frozen_or_not().get(statement=source, language="en")
    texts.write_text(source, "en", WORDS, seen=texts.revision(newest), by=edith)

    assert copies.translations(source) == []


def test_without_another_statement_only_the_words_are_saved(edith):
    made = write(None, edith)

    assert TextVersion.objects.get(statement=made).text == "We ask again."
    assert not made.links.exists()
