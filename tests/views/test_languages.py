"""One statement in several languages: one list, and each signature bound to what was read."""

import re
from datetime import timedelta

import pytest

from signatures.actions.statements import texts as statements
from signatures.models import Signature, TextVersion
from tests.factories import make_link, make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db


def add(text, language, *, title="Demander d’abord", words="Nous demandons.", **fields):
    version = TextVersion(
        statement=text.statement, language=language, title=title, text=words, **fields
    )
    return statements.add_text(version)


@pytest.fixture
def english():
    return make_text(slug="ask", title="Ask first", text="We ask.")


@pytest.fixture
def french(english):
    return add(english, "fr")


def test_statement_is_shown_in_the_language_asked_for(client, french):
    page = client.get("/ask/", {"language": "fr"}).content.decode()

    assert "Nous demandons." in page
    assert "We ask." not in page
    assert '<h1 class="sentence__title" lang="fr" dir="ltr">Demander d’abord</h1>' in page
    assert '<link rel="canonical" href="http://testserver/ask/?language=fr">' in page
    assert f'name="text_sha256" value="{french.text_sha256}"' in page
    assert 'action="/ask/sign/?language=fr"' in page


@pytest.mark.table("language", ["", "de", "xx", "FR", "\0", "x" * 5000])
def test_language_that_is_not_there_is_the_own(client, french, language):
    page = client.get("/ask/", {"language": language}).content.decode()

    assert "We ask." in page
    assert "Nous demandons." not in page


def test_newest_text_of_a_language_is_shown(client, french):
    add(french, "fr", words="Nous exigeons.")

    page = client.get("/ask/", {"language": "fr"}).content.decode()

    assert "Nous exigeons." in page
    assert "Nous demandons." not in page


def test_right_to_left_text_is_marked_as_such(client, english):
    add(english, "ar", title="اسألوا أولا", words="نطلب أن نُسأل.")

    page = client.get("/ask/?language=ar").content.decode()

    assert '<h1 class="sentence__title" lang="ar" dir="rtl">اسألوا أولا</h1>' in page
    assert '<html lang="en" dir="ltr">' in page


def test_languages_lead_to_each_other(client, french):
    page = client.get("/ask/?language=fr").content.decode()

    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page) == [
        ("en", "http://testserver/ask/"),
        ("x-default", "http://testserver/ask/"),
        ("fr", "http://testserver/ask/?language=fr"),
    ]
    switch = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL)[0]
    assert '<a href="/ask/" lang="en" dir="ltr" hreflang="en">English</a>' in switch
    assert 'hreflang="fr" aria-current="true">français</a>' in switch


def test_only_language_needs_no_switch(client, english):
    page = client.get("/ask/").content.decode()

    assert "hreflang" not in page
    assert 'class="languages"' not in page


def test_switch_keeps_the_invitation_and_search_engines_get_none(client):
    text = make_text(slug="early", publishes_at=None)
    add(text, "fr")
    key = text.statement.invitation

    page = client.get("/early/", {"invitation": key}).content.decode()

    assert f'href="/early/?language=fr&amp;invitation={key}"' in page
    assert '<link rel="alternate" hreflang' not in page


def test_early_statement_is_hidden_in_every_language(client):
    add(make_text(slug="early", publishes_at=None), "fr")

    assert client.get("/early/?language=fr").status_code == 404
    assert client.get("/early/sign/?language=fr").status_code == 404


def test_signature_is_bound_to_the_language_that_was_read(client, french):
    form = sign_form(text_sha256=french.text_sha256)

    response = client.post("/ask/sign/?language=fr", form)

    assert response["Location"].startswith("/ask/sign/sent/?to=")
    assert response["Location"].endswith("&language=fr")
    assert Signature.objects.get().text_version == french


def test_hash_alone_says_which_language_was_read(client, french):
    client.post("/ask/sign/", sign_form(text_sha256=french.text_sha256))

    assert Signature.objects.get().text_version == french


def test_form_that_says_nothing_signs_what_the_address_shows(client, english, french):
    client.post("/ask/sign/", sign_form(email="a@example.org"))
    client.post("/ask/sign/?language=fr", sign_form(email="b@example.org"))

    signed = {each.email: each.text_version for each in Signature.objects.all()}
    assert signed == {"a@example.org": english, "b@example.org": french}


def test_outdated_text_of_a_language_must_be_read_again(client, french):
    newer = add(french, "fr", words="Nous exigeons.")

    response = client.post("/ask/sign/?language=fr", sign_form(text_sha256=french.text_sha256))

    assert response.status_code == 422
    assert f'name="text_sha256" value="{newer.text_sha256}"' in response.content.decode()
    assert not Signature.objects.exists()


def test_english_correction_does_not_disturb_who_reads_french(client, english, french):
    words = TextVersion(statement=english.statement, title="Ask first", text="We beg.")
    statements.add_text(words, corrects=True)

    client.post("/ask/sign/?language=fr", sign_form(text_sha256=french.text_sha256))

    assert Signature.objects.get().text_version == french


def test_translation_of_an_earlier_wording_is_not_signed(client, english, french):
    newer = add(english, "en", title="Ask first", words="We beg.")

    response = client.post("/ask/sign/?language=fr", sign_form(text_sha256=french.text_sha256))

    assert response.status_code == 422
    assert f'name="text_sha256" value="{newer.text_sha256}"' in response.content.decode()
    assert not Signature.objects.exists()


def test_text_of_another_statement_is_not_signed(client, english):
    other = make_text(slug="other", text="Something else.")

    response = client.post("/ask/sign/", sign_form(text_sha256=other.text_sha256))

    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_confirm_page_shows_the_wording_that_was_signed(client, french):
    signature = make_signature(french, state="pending")

    page = client.get(f"/confirm/{make_link(signature)}/").content.decode()

    assert "Demander d’abord" in page
    assert "Ask first" not in page
    assert "Text version 1, français" in re.sub(r"<[^>]+>|\s+", " ", page).replace("  ", " ")


def test_list_and_count_are_common_to_all_languages(client, english, french):
    make_signature(english, name="Ada Example")
    make_signature(french, name="Aimée Exemple")

    pages = [client.get(path).content.decode() for path in ("/ask/", "/ask/?language=fr")]

    assert all("Ada Example" in page and "Aimée Exemple" in page for page in pages)
    assert client.get("/api/v1/statements/ask/count").json() == {"signatories": 2}


def test_languages_are_kept_apart_in_the_cache(client, french, settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)

    pages = [client.get(f"/ask/{query}").content for query in ("", "?language=fr", "")]

    assert pages[0] == pages[2] != pages[1]


def test_made_up_languages_make_no_second_copy(client, french, settings, django_assert_num_queries):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)
    client.get("/ask/")

    with django_assert_num_queries(0):
        client.get("/ask/?language=made-up")


@pytest.mark.parametrize("count", [1, 3])
def test_statement_costs_the_same_in_any_number_of_languages(
    client, english, count, django_assert_num_queries
):
    for language in ["fr", "de", "ar"][:count]:
        add(english, language)

    with django_assert_num_queries(14):
        client.get("/ask/?language=fr")


def test_pages_after_the_form_mark_a_french_title_as_french_within_english(client, french):
    signature = make_signature(french, state="pending")

    page = client.get(f"/confirm/{make_link(signature)}/").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert f'<bdi lang="fr">{french.title}</bdi>' in page
