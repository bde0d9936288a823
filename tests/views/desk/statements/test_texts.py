"""Editors correct and translate a text, and see it before anybody else does."""

import re
import threading

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.statements import texts as statements
from signatures.errors import StaleEditError
from signatures.models import Decision, TextVersion
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

WRITE = "/desk/ask/texts/new/"
PREVIEW = "/desk/ask/texts/preview/?language=en"


@pytest.fixture
def edda(client):
    user = make_organizer("editor")
    sign_in(client, user)
    return user


def newest(language="en"):
    found = TextVersion.objects.filter(language=language).select_related("statement")
    return found.frozen_or_not().order_by("-number").first()


def text_form(language="en", **typed):
    """What the form posts that shows the newest wording of ``language``; give fields to differ."""
    text = newest(language)
    words = vars(statements.TextInput.of(text)) if text else {}
    kind = {"kind": "new_wording"} if language == "en" else {}
    return {"seen": statements.revision(text), **kind, **words, **typed}


def logged():
    lines = Decision.objects.filter(about="text").order_by("pk")
    return list(lines.values_list("subject", "reason"))


def test_signed_text_gets_a_new_version_and_signatures_keep_theirs(client, edda):
    first = make_text(slug="ask")
    signature = make_signature(first)

    response = client.post(WRITE, text_form(text="We ask twice."), follow=True)

    assertRedirects(response, "/desk/ask/texts/")
    assertContains(response, "Saved as version 2, English.")
    signature.refresh_from_db()
    assert signature.text_version == first
    assert (newest().number, newest().text) == (2, "We ask twice.")
    line = Decision.objects.get()
    assert (line.about, line.subject, line.reason, line.by) == ("text", "en 2", "text", edda)
    assert line.from_state == f"en 1 {first.text_sha256[:12]}"
    assert line.to_state == f"en 2 {newest().text_sha256[:12]}"
    assertContains(client.get("/ask/"), "We ask twice.")


@pytest.mark.parametrize("state", ["pending", "held", "withdrawn"])
def test_text_signed_in_any_state_is_kept(client, edda, state):
    text = make_text(slug="ask", publishes_at=None)
    make_signature(text, state="published" if state == "withdrawn" else state)

    client.post(WRITE, text_form(title="Ask twice"))

    assert [each.title for each in TextVersion.objects.order_by("number")] == [
        "Ask first",
        "Ask twice",
    ]


def test_public_text_is_kept_though_nobody_signed_it(client, edda):
    make_text(slug="ask")

    client.post(WRITE, text_form(title="Ask twice"))

    assert TextVersion.objects.count() == 2


def test_draft_is_replaced(client, edda):
    make_text(slug="ask", publishes_at=None)
    assertContains(client.get(WRITE), "Saving replaces it")

    client.post(WRITE, text_form(text="We ask twice.", byline="Ada"))

    [text] = TextVersion.objects.all()
    assert (text.number, text.text, text.byline) == (1, "We ask twice.", "Ada")
    assert logged() == [("en 1", "text, byline")]


def test_who_read_the_draft_that_was_replaced_is_shown_the_new_words(client, edda):
    """Their form names the old wording: it cannot sign what they did not read."""
    text = make_text(slug="ask", publishes_at=None)
    statements.write_text(
        text.statement,
        "en",
        statements.TextInput(title="x", text="y"),
        seen=statements.revision(text),
        by=edda,
    )

    with pytest.raises(TextVersion.DoesNotExist):
        text.refresh_from_db()


def test_same_words_are_no_version(client, edda):
    make_text(slug="ask", text="We\nask.")

    response = client.post(WRITE, text_form(text="We\r\nask.\r\n"), follow=True)

    assertContains(response, "Nothing has changed, so nothing was saved.")
    assert (TextVersion.objects.count(), logged()) == (1, [])


def test_translation_begins_with_the_text_there_is(client, edda):
    make_text(slug="ask", title="Ask first")

    page = client.get(WRITE + "?language=ar")

    assertContains(page, "A translation, العربيّة")
    assertContains(page, 'value="Ask first"')
    assertContains(page, 'action="/desk/ask/texts/new/?language=ar"')
    assertContains(page, 'hx-post="/desk/ask/texts/preview/?language=ar"')
    assert re.search(r'<textarea name="text"[^>]* dir="auto" lang="ar"', page.content.decode())


def test_translation_is_read_and_signed_beside_the_original(client, edda):
    make_text(slug="ask")
    typed = text_form("ar", title="اسألوا أولا", text="نطلب أن نُسأل.")

    client.post(WRITE + "?language=ar", typed)

    assert logged() == [("ar 1", "new")]
    assertContains(client.get("/ask/?language=ar"), "نطلب أن نُسأل.")
    assertContains(client.get("/ask/"), "We, the undersigned")


def test_translation_that_is_none_yet_is_refused(client, edda):
    text = make_text(slug="ask")

    typed = text_form("fr", title="Demandez", text=text.text)
    response = client.post(WRITE + "?language=fr", typed)

    said = "Enter the translation: this is still the original text"
    assertContains(response, said, status_code=422)
    assert TextVersion.objects.count() == 1


@pytest.mark.table("language", ["tlh", "xx\0", "e" * 500, "../en"])
def test_language_that_is_none_is_not_found(client, edda, language):
    make_text(slug="ask")

    assert client.get(WRITE, {"language": language}).status_code == 404


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"title": ""}, "Fill in “Title”"),
        ({"text": " \n "}, "Fill in “Text, in Markdown”"),
        ({"text": "a\0b"}, "invisible characters"),
        ({"text": "a\x07b"}, "invisible characters"),
    ],
)
def test_mistakes_come_back_with_what_was_typed(client, edda, typed, said):
    make_text(slug="ask")

    response = client.post(WRITE, text_form(byline="Kept Byline", **typed))

    assertContains(response, said, status_code=422)
    assertContains(response, "Kept Byline</textarea>", status_code=422)
    assert TextVersion.objects.count() == 1


def test_second_of_two_editors_is_told_and_sees_how_theirs_differs(client, edda):
    make_text(slug="ask", text="We ask.")
    old = text_form()
    client.post(WRITE, text_form(text="We ask twice."))

    response = client.post(WRITE, {**old, "text": "We ask thrice."})

    assertContains(response, "Someone else has saved a new text", status_code=409)
    assertContains(response, "We ask thrice.</textarea>", status_code=409)
    assertContains(response, "What changes since version 2", status_code=409)
    assert newest().text == "We ask twice."
    again = {**old, "text": "We ask thrice.", "seen": response.context["seen"]}
    client.post(WRITE, again)
    assert (newest().number, newest().text) == (3, "We ask thrice.")


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_save_at_once_one_wins():
    text, edda = make_text(slug="ask"), make_organizer("editor")
    seen, results = statements.revision(text), []

    def save(words):
        try:
            words = statements.TextInput(title="Ask", text=words)
            saved = statements.write_text(text.statement, "en", words, seen=seen, by=edda)
            results.append(saved.number)
        except StaleEditError:
            results.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=save, args=[words]) for words in ("one", "two")]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert sorted(results, key=str) == [2, "told"]


# --- The preview ---


EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "[x](//evil.example)",
    "<style>*{}</style>",
    "<a onmouseover=alert(1)>x</a>",
]


@pytest.mark.table("evil", EVIL)
def test_preview_is_as_safe_as_the_page(client, edda, evil):
    make_text(slug="ask", text=evil)
    public = client.get("/ask/")

    shown = client.post(PREVIEW, text_form(text=evil, title=evil, byline=evil, addressee=evil))

    page = shown.content.decode()
    assert not re.search(r"<(script|img|style|iframe)|<[^>]*\son\w+=|(href|src)=.(java|//)", page)
    words = re.search(r'<blockquote class="sentence.*?</blockquote>', page, re.DOTALL)[0]
    assert words in public.content.decode()
    assert shown["Content-Security-Policy"] == client.get(WRITE)["Content-Security-Policy"]


LETTER = "Dear all,\n\n# Why\n\nx\n\n# What\n\n1. Ask\n\n# When\n\nNow."


@pytest.mark.parametrize("text", ["We ask *first*.", LETTER])
def test_preview_is_the_page_as_readers_see_it(client, edda, text):
    make_text(slug="ask", text=text, byline="Ada\nComposer", addressee="the minister")

    page = client.post(PREVIEW, text_form()).content.decode()

    public = client.get("/ask/").content.decode()
    name = "letter__body" if "#" in text else "sentence__words"
    [part] = re.findall(
        rf'<(?:div|blockquote) class="{name}.*?</(?:div|blockquote)>', public, re.DOTALL
    )
    assert part in page
    assert ("Contents</h2>" in page) == ("#" in text)
    assert "An open letter to" in page or "#" not in text


def test_preview_shows_what_would_change_and_saves_nothing(client, edda):
    make_text(slug="ask", text="We ask first.")

    page = client.post(PREVIEW, text_form(text="We ask twice.")).content.decode()

    assert "What changes since version 1 (en)" in page
    assert "first." in re.search("<del>(.*?)</del>", page)[1]
    assert TextVersion.objects.count() == 1


@pytest.mark.table(
    "typed",
    [
        {},
        {"text": "\0"},
        {"text": "# " * 50_000},
        {"title": "x" * 300_000},
        {"text": "\r\r\r"},
        {"language": "tlh"},
    ],
)
@pytest.mark.table("path", [PREVIEW, "/desk/ask/texts/preview/", "/desk/new/preview/"])
def test_preview_of_anything_is_a_preview(client, edda, path, typed):
    make_text(slug="ask")

    assert client.post(path, typed).status_code == 200


def test_preview_without_javascript_stands_above_the_form(client, edda):
    make_text(slug="ask")

    page = client.post(WRITE, text_form(text="We ask *twice*.", preview="yes")).content.decode()

    assert page.index("<em>twice</em>") < page.index("We ask *twice*.</textarea>")
    assert "What changes since version 1" in page
    assert TextVersion.objects.count() == 1


# --- The list ---


def test_list_says_what_each_version_is(client, edda):
    first = make_text(slug="ask", title="Ask first")
    make_signature(first)
    client.post(WRITE, text_form(title="Ask twice"))

    page = client.get("/desk/ask/texts/")

    rows = page.context["versions"]
    assert [(each.label, each.is_current, each.signatures, each.before) for each in rows] == [
        ("en-2", True, 0, "en-1"),
        ("en-1", False, 1, ""),
    ]
    assertContains(page, first.text_sha256)
    assertNotContains(page, '<nav class="languages"')


def test_any_two_versions_are_compared(client, edda):
    text = make_text(slug="ask", text="We ask first.")
    for words in ("We ask twice.", "We ask thrice."):
        statements.add_text(TextVersion(statement=text.statement, title="Ask first", text=words))

    page = client.get("/desk/ask/texts/?before=en-1&read=en-3").content.decode()

    assert "What changes since version 1 (en)" in page
    assert re.findall(r"<(?:del|ins)><span[^>]*>[^<]*</span>(\w+)", page) == ["first", "thrice"]
    only = client.get("/desk/ask/texts/?read=en-2")
    assertContains(only, "<p>We ask twice.</p>")


@pytest.mark.table("label", ["en-9", "fr-1", "en", "en-0", "en-99999999999999999999", "\0-1"])
def test_version_that_is_none_is_not_found(client, edda, label):
    make_text(slug="ask")

    for name in ("read", "before"):
        assert client.get("/desk/ask/texts/", {name: label}).status_code == 404


def test_version_of_another_statement_is_not_found(client, edda):
    make_text(slug="ask")
    other = make_text(slug="other")
    statements.add_text(TextVersion(statement=other.statement, title="x", text="y"))

    assert client.get("/desk/ask/texts/?read=en-2").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_many_versions(client, edda, count, django_assert_num_queries):
    text = make_text(slug="ask")
    for number in range(count):
        words = TextVersion(statement=text.statement, title="x", text=f"{number}")
        make_signature(statements.add_text(words))
    client.get("/desk/ask/texts/")  # keeps the numbers of signatures for a while

    # session, visitor, second factor (middleware 2, door 2), statement, texts, tallies, title,
    # corrections, translations and their checks, round of asking
    with django_assert_num_queries(14):
        client.get("/desk/ask/texts/")
