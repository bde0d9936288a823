"""What people typed into forms of this kind, each with the right answer."""

import html

import pytest
from django.conf import settings

from signatures.actions.evidence import screening
from signatures.actions.evidence.proving import Proof
from signatures.actions.signing.attest import attest
from signatures.models import Signature
from signatures.text import finding
from tests.factories import make_link, make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db

SIGN = "/ask/sign/"


@pytest.mark.table("credit", ["@mossprint", "Founder, Quillmark.org", "Quillmark.org Foundation"])
def test_credit_with_a_handle_or_a_domain_is_accepted(client, text, credit):
    response = client.post(SIGN, sign_form(credit=credit))

    assert response.status_code == 302
    assert Signature.objects.get().credit == credit


@pytest.mark.table(
    "typed",
    [
        "\u200fAda Land\u200f",
        "\u202aAda Land\u202c",
        "\u202bAda Land\u202c",
        "\ufeffAda Land",
        "A\u00adda Land",
        "Ada\u200b Land",
    ],
)
def test_name_with_marks_around_it_is_accepted_without_them(client, text, typed):
    response = client.post(SIGN, sign_form(name=typed))

    assert response.status_code == 302
    assert Signature.objects.get().name == "Ada Land"


@pytest.mark.table(
    ("email", "error"),
    [
        ("用户@example.org", "Use only letters without accents before the @"),
        ("ada@example.org.", "Check the domain, the part of the e-mail address after the @"),
    ],
)
def test_error_says_which_part_of_the_address_is_wrong(client, text, email, error):
    response = client.post(SIGN, sign_form(email=email))

    assert response.status_code == 422
    assert error in html.unescape(response.content.decode())


@pytest.mark.table(
    "domain",
    [
        "freemail.hu",
        "ukr.net",
        "abv.bg",
        "sapo.pt",
        "hanmail.net",
        "docomo.ne.jp",
        "privaterelay.appleid.com",
    ],
)
def test_public_provider_is_no_domain_burst(domain):
    assert domain in settings.MAIL_PROVIDERS


@pytest.mark.table(
    ("sought", "name"),
    [
        ("太郎", "田中太郎"),
        ("민준", "김민준"),
        ("Ng", "Ana Lee-Ng"),
        ("Xi", "Bo (Xi) Quill"),
        ("Mullerson", "Tom Müllerson"),
        ("Muellerson", "Tom Müllerson"),
        ("Müllerson", "Tom Muellerson"),
        ("Sondergaard", "Ida Søndergaard"),
        ("Soendergaard", "Ida Søndergaard"),
        ("Aangstrand", "Uwe Ångstrand"),
        ("Djurdjic", "Eva Đurđić"),
    ],
)
def test_search_finds_the_name(client, text, sought, name):
    make_signature(text, name=name)
    make_signature(text, name="Someone Else")

    page = client.get("/ask/signatories/", {"q": sought}).content.decode()

    assert name in page
    assert "Someone Else" not in page


def test_name_in_capitals_is_published_and_the_usual_form_offered(client, text):
    client.post(SIGN, sign_form(name="QUILLA HARBOR"))

    signature = Signature.objects.get()
    assert screening.screen(signature).reasons == []
    page = client.get(f"/confirm/{make_link(signature)}/").content.decode()
    assert 'you can change it to “<bdi translate="no">Quilla Harbor</bdi>”' in page


def test_names_and_credits_carry_translate_no(client, text):
    make_signature(text, name="Quilla Harbor", credit="Poet")

    page = client.get("/ask/signatories/").content.decode()

    assert 'translate="no">Quilla Harbor</bdi>' in page
    assert 'translate="no">Poet</bdi>' in page


def test_two_people_with_one_name_are_accepted(client, text):
    for mailbox in ("one@example.org", "other@example.org"):
        assert client.post(SIGN, sign_form(name="Maria Quill", email=mailbox)).status_code == 302

    assert Signature.objects.filter(name="Maria Quill").count() == 2


def test_mistyped_provider_is_offered_corrected_with_a_way_back(client, text):
    sent = client.post(SIGN, sign_form(email="ada@gmail.con"))

    page = client.get(sent["Location"]).content.decode()

    assert ">ada@gmail.con</bdi>" in page
    assert 'Did you mean <bdi class="address" translate="no">ada@gmail.com</bdi>?' in page
    assert '<a href="/ask/sign/">Sign again with the right address</a>' in page


@pytest.mark.table("email", ["ada@gmail.com", "ada@email.com", "ada@example.org", "ada@mail.com"])
def test_usual_domain_is_not_corrected(client, text, email):
    sent = client.post(SIGN, sign_form(email=email))

    assert "Did you mean" not in client.get(sent["Location"]).content.decode()


def test_form_from_a_translated_copy_comes_back_on_the_original_page(client, text):
    came_from = {"Origin": "https://ask-example-org.translate.goog", "Sec-Fetch-Site": "cross-site"}

    page = client.post(SIGN, sign_form(name="Ada Land", credit="Poet"), headers=came_from)

    content = page.content.decode()
    assert page.status_code == 403
    assert '<a href="/ask/">Open the original page</a>' in content
    assert 'value="Ada Land"' in content
    assert 'value="Poet"' in content
    assert "session has ended" not in content
    assert not Signature.objects.exists()


def test_form_from_another_site_is_refused(client, text):
    came_from = {"Origin": "https://translate.goog.example", "Sec-Fetch-Site": "cross-site"}

    page = client.post(SIGN, sign_form(name="Ada Land"), headers=came_from)

    assert page.status_code == 403
    assert "Ada Land" not in page.content.decode()
    assert not Signature.objects.exists()


@pytest.fixture
def sorting_text():
    text = make_text(slug="ask")
    text.statement.form_fields = ["credit", "family_name"]
    text.statement.save()
    return text


def test_list_sorts_by_the_family_name_that_was_given_and_says_so(client, sorting_text):
    typed = [("Zoe Adler", "Adler", "a@example.org"), ("Ada Zell", "", "b@example.org")]
    for name, family_name, mailbox in [*typed, ("Bo Mid", "Mid", "c@example.org")]:
        client.post(SIGN, sign_form(name=name, family_name=family_name, email=mailbox))
    for each in Signature.objects.all():
        attest(each, Proof("email"))

    page = client.get("/ask/signatories/", {"order": "name"}).content.decode()

    # Ada Zell gave no family name, so she is sorted by the name as written.
    assert page.index("Ada Zell") < page.index("Zoe Adler") < page.index("Bo Mid")
    assert "Sorted by family name where it was given, otherwise by the name as written." in page


def test_family_name_has_to_be_part_of_the_name(client, sorting_text):
    page = client.post(SIGN, sign_form(name="Zoe Adler", family_name="Aaa"))

    assert page.status_code == 422
    assert "Enter the part of your name that the list is to sort by" in page.content.decode()


def test_family_name_is_ignored_where_it_is_not_asked_for(client, text):
    client.post(SIGN, sign_form(name="Zoe Adler", family_name="Adler"))

    assert bytes(Signature.objects.get().name_key) == finding.sort_key("Zoe Adler")
    assert 'name="family_name"' not in client.get(SIGN).content.decode()


def test_list_sorted_by_name_says_so(client, text):
    make_signature(text, name="Zoe Adler")

    page = client.get("/ask/signatories/", {"order": "name"}).content.decode()

    assert "Sorted by the name as written." in page
