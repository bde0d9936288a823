"""Whatever is posted, in whatever bytes: an answer with a reason, never a 5xx."""

import unicodedata
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from signatures.forms.signing import SignForm
from signatures.models import Signature
from tests.factories import make_link, make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db

often = hypothesis_settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

less_often = hypothesis_settings(often, max_examples=30)

FORM = "application/x-www-form-urlencoded"
ODD = ["\0", "\u202e", "\u200d", "\ufeff", "\ud83c\udfbb".encode("utf-16", "surrogatepass"), "٠"]
anything = st.one_of(
    st.text(max_size=120),
    st.binary(max_size=60),
    st.sampled_from([*ODD, b"\xff\xfe", b"\xed\xa0\x80", "a" * 5000, "e" + "\u0301" * 500, ""]),
)


def post(client, path, fields):
    """Post ``fields`` (text, or bytes that need not be UTF-8) as a browser would."""
    return client.post(path, urlencode(fields), content_type=FORM)


def forms(plausible):
    """Forms in which some fields are as people fill them in and others are anything."""
    fields = {name: st.one_of(st.just(value), anything) for name, value in plausible.items()}
    return st.fixed_dictionaries({}, optional=fields)


SIGN = {
    **sign_form(),
    "occupation": "composer",
    "country": "IE",
    "updates": "on",
    "guild": "",
    "guild_code": "",
    "website": "",
    "text_sha256": "",
    "stamp": "",
    "invitation": "",
    "altcha": "",
    "waits": "on",
}


@pytest.fixture
def text(settings, monkeypatch):
    settings.SOURCE_FLOOD = settings.SOURCE_LIMITS = settings.QUICK_SOURCE_LIMITS = {}
    # To choose from 250 countries costs more than all the rest of the page.
    monkeypatch.setattr(SignForm, "countries", [("IE", "Ireland")])
    make_text(slug="early", publishes_at=None)
    return make_text(slug="ask")


@often
@given(fields=forms(SIGN))
def test_sign_form_answers_anything(client, text, fields):
    Signature.objects.all().delete()

    response = post(client, "/ask/sign/", fields)

    assert response.status_code in (302, 422)
    assert Signature.objects.exists() == (response.status_code == 302)


name_like = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@less_often
@given(name=st.one_of(name_like, name_like.map(lambda name: f"Ada {name}")))
def test_name_is_kept_whole_or_refused_with_its_field(client, text, name):
    Signature.objects.all().delete()

    response = post(client, "/ask/sign/", sign_form(name=name))

    if response.status_code == 302:
        assert Signature.objects.get().name == unicodedata.normalize("NFC", " ".join(name.split()))
    else:
        assert response.status_code == 422
        assert b'href="#id_name"' in response.content
        assert not Signature.objects.exists()


@less_often
@given(email=st.one_of(st.emails(), st.text(max_size=40).map(lambda name: f"{name}@example.org")))
def test_address_is_kept_or_refused_with_its_field(client, text, email):
    Signature.objects.all().delete()

    response = post(client, "/ask/sign/", sign_form(email=email))

    if response.status_code == 422:
        assert b'href="#id_email"' in response.content
    else:
        assert response.status_code == 302
        assert Signature.objects.get().email.isascii()


@often
@given(fields=forms({"shown": "Ada Example  full"}), page=st.sampled_from(["", "disown/"]))
def test_confirming_answers_anything(client, text, fields, page):
    signature = make_signature(text, state="pending")

    response = post(client, f"/confirm/{make_link(signature)}/{page}", fields)

    assert response.status_code == 200


@less_often
@given(link=st.one_of(st.binary(min_size=1, max_size=60), st.text(min_size=1, max_size=60)))
def test_any_link_is_broken_in_the_same_way(client, text, link):
    for door in ("/confirm/{}/", "/manage/{}/withdraw/"):
        path = door.format(quote(link, safe="", errors="ignore" if isinstance(link, str) else None))

        assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


@often
@given(fields=forms({"email": "ada@example.org", "code": "ABCD-2345"}))
def test_code_form_answers_anything(client, text, settings, fields):
    often_enough = {timedelta(minutes=15): 1_000}
    settings.CODE_TRIES = settings.CODE_TRIES_NETWORK = often_enough

    assert post(client, "/code/", fields).status_code == 422


@often
@given(fields=forms({"email": "ada@example.org"}))
def test_form_that_asks_for_the_link_answers_anything(client, text, fields):
    assert post(client, "/manage/", fields).status_code in (200, 422)


@often
@given(fields=forms({"anything": "x"}), page=st.sampled_from(["", "withdraw/"]))
def test_own_page_answers_anything(client, text, fields, page):
    signature = make_signature(text)

    response = post(client, f"/manage/{make_link(signature, purpose='manage')}/{page}", fields)

    assert response.status_code == (200 if page else 405)


@less_often
@given(query=st.dictionaries(st.sampled_from(["after", "invitation", "q"]), anything))
def test_pages_answer_any_query(client, text, query):
    for path in ("/early/", "/ask/signatories/", "/api/v1/statements/ask/signatories"):
        assert client.get(f"{path}?{urlencode(query)}").status_code in (200, 404, 422)


@less_often
@given(
    body=st.binary(max_size=300),
    content_type=st.sampled_from(
        [
            FORM,
            f"{FORM}; charset=utf-7",
            f"{FORM}; charset=no-such",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "\\",
        ]
    ),
)
def test_forms_answer_any_body(client, text, body, content_type):
    for path in ("/ask/sign/", "/code/"):
        response = client.generic("POST", path, body, content_type)
        assert response.status_code in (400, 404, 422)
