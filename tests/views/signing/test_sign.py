"""The sign form through the visitor's door: refused, accepted, closed, flooded."""

import html
import re
import unicodedata
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from signatures import tokens
from signatures.actions.statements import texts as statements
from signatures.models import Occupation, OutgoingMail, Signature, Suppression, TextVersion
from tests.factories import make_signature, make_text, sign_form

pytestmark = pytest.mark.django_db


def sent_to(response):
    """Return the page that the form leads to, without the encrypted address."""
    assert response.status_code == 302
    return response["Location"].partition("?")[0]


DAY = timedelta(days=1)
SIGN = "/ask/sign/"


def signed():
    return Signature.objects.get()


REFUSED = {
    "NUL": "Ada\0Lovelace",
    "bidi override": "Ada\u202elecaloV",
    "bidi isolate": "Ada\u2066x",
    "line separator": "Ada\u2028Lovelace",
    "web page": "https://pills.example/a",
    "www": "www.pills.example",
    "mail address": "ada@pills.example",
    "tower of marks": "Z" + "\u0301" * 10,
    "spaces": " \u3000 ",
    "too long": "a" * 101,
    "endless": "a" * 50_000,
    "private use": "Ada\ue000",
}


@pytest.mark.table("name", REFUSED.values())
def test_refused_name_comes_back_as_typed_with_its_reason(client, text, name):
    response = client.post(SIGN, sign_form(name=name, credit="Engines & <looms>"))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'class="error-summary"' in page
    assert '<a href="#id_name">' in page
    assert 'id="id_name_error"' in page
    assert f'name="name" type="text" value="{html.escape(name)}"' in page.replace(
        "&#x27;", "&#x27;"
    )
    assert 'value="Engines &amp; &lt;looms&gt;"' in page
    assert 'value="ada@example.org"' in page
    assert re.search(r'name="consent_sign" type="checkbox" checked', page)
    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


ACCEPTED = [
    "李安",
    "Nuala Ní Dhomhnaill",
    "Sinéad O’Connor",
    "Sinead O'Connor",
    "Björn Ulvaeus",
    "Jose\u0301 Saramago",
    "小明 Smith",
    "محمود درويش",
    "נעמי שמר",
    "O",
    "Nguyễn Thị Định",
    "R.E.M.",
    "will.i.am",
    "अनिल्\u200dकुमार",
    "ചന്ദ്രന്\u200d",
    "山田タロウ",
    "Þórbergur Þórðarson",
    "Mary-Jane “MJ” van der Berg, Jr.",
    "  Ada \t  Lovelace  ",
    "Ada\r\nLovelace",
    "a" * 100,
    "Ada 🎻",
    "🎻",
    "\U0001d400\U0001d41d\U0001d41a",
    "=cmd|' /C calc'!A0",
    "QUILLA HARBOR",
]


@pytest.mark.table("name", ACCEPTED)
def test_accepted_name_is_kept_exactly_in_nfc(client, text, name):
    response = client.post(SIGN, sign_form(name=name))

    assert sent_to(response) == "/ask/sign/sent/"
    assert signed().name == unicodedata.normalize("NFC", " ".join(name.split()))


@pytest.mark.table(
    "email",
    [
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "ada@example..org",
        "ada@[127.0.0.1]",
        "ada@example.org\0",
        "ada@example.org\r\nBcc: other@example.org",
        "ada@example.org, other@example.org",
        "Ada <ada@example.org>",
        "josé@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 300 + ".org",
    ],
)
def test_refused_address_comes_back_as_typed(client, text, email):
    response = client.post(SIGN, sign_form(email=email))

    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_email">' in page
    typed = re.search(r'name="email" type="email" value="([^"]*)"', page)[1]
    assert html.unescape(typed) == email
    assert not Signature.objects.exists()


@pytest.mark.table(
    ("typed", "mailed", "mailbox"),
    [
        (" Ada@Example.ORG ", "Ada@example.org", "ada@example.org"),
        ("ada+news@example.org", "ada+news@example.org", "ada+news@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ＡＤＡ@example.org", "ADA@example.org", "ada@example.org"),
    ],
)
def test_address_is_mailed_as_typed_and_counted_folded(client, text, typed, mailed, mailbox):
    client.post(SIGN, sign_form(email=typed))

    assert (signed().email, signed().mailbox) == (mailed, mailbox)


def test_choices_of_the_form_are_kept(client, text):
    Occupation.objects.create(slug="composer", name="Composer")

    client.post(
        SIGN,
        sign_form(occupation="composer", country="IE", display="anonymous", updates="on"),
        REMOTE_ADDR="203.0.113.77",
    )

    signature = signed()
    assert signature.occupation.slug == "composer"
    assert (signature.country, signature.display, signature.updates) == ("IE", "anonymous", True)
    assert (signature.state, signature.text_version) == ("pending", text)
    assert signature.source_network == "203.0.113.0/24"


@pytest.mark.table(
    ("typed", "field"),
    [
        ({"occupation": "astronaut"}, "occupation"),
        ({"country": "XX"}, "country"),
        ({"display": "everything"}, "display"),
        ({"consent_sign": ""}, "consent_sign"),
        ({"consent_publish": ""}, "consent_publish"),
        ({"website": "http://pills.example"}, "website"),
        ({"credit": "www.pills.example"}, "credit"),
    ],
)
def test_mistake_elsewhere_is_named_where_it_is(client, text, typed, field):
    response = client.post(SIGN, sign_form(**typed))

    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in page
    assert f'id="id_{field}_error"' in page
    assert not Signature.objects.exists()


def test_choices_come_back_as_chosen(client, text):
    Occupation.objects.create(slug="composer", name="Composer")

    response = client.post(
        SIGN, sign_form(name="", occupation="composer", country="IE", display="counted")
    )

    assertContains(response, '<option value="composer" selected>', status_code=422)
    assertContains(response, '<option value="IE" selected>', status_code=422)
    assertContains(response, '<option value="counted" selected>', status_code=422)


@pytest.mark.parametrize("display", ["anonymous", "counted"])
def test_name_that_is_not_shown_needs_no_consent_to_publish(client, text, display):
    response = client.post(SIGN, sign_form(display=display, consent_publish=""))

    assert response.status_code == 302
    assert signed().display == display


def test_text_that_changed_meanwhile_is_read_again_first(client, text):
    read = text.text_sha256
    newer = statements.add_text(
        TextVersion(statement=text.statement, title="Ask first", text="We ask twice.")
    )

    refused = client.post(SIGN, sign_form(text_sha256=read))

    assertContains(refused, "The text has changed since you opened this page.", status_code=422)
    assertContains(refused, 'value="Ada Example"', status_code=422)
    assertContains(refused, f'value="{newer.text_sha256}"', status_code=422)
    assert not Signature.objects.exists()

    [offered] = re.findall(r'name="text_sha256" value="(\w+)"', refused.content.decode())
    assert client.post(SIGN, sign_form(text_sha256=offered)).status_code == 302
    assert signed().text_version == newer


def test_occupation_deleted_meanwhile_loses_nothing(client, transactional_db, settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)  # so that the form does not know yet
    make_text(slug="ask")
    occupation = Occupation.objects.create(slug="typist", name="Typist")
    assertContains(client.get(SIGN), "Typist")
    occupation.delete()

    response = client.post(SIGN, sign_form(occupation="typist"))

    assert response.status_code == 422
    assert 'value="ada@example.org"' in response.content.decode()
    assert not Signature.objects.exists()


def test_form_as_the_page_offers_it_is_accepted(client, text):
    page = client.get("/ask/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))

    response = client.post(SIGN, sign_form(**hidden))

    assert set(hidden) == {"text_sha256", "stamp", "invitation"}
    assert sent_to(response) == "/ask/sign/sent/"


def test_invited_people_sign_before_publication(client):
    early = make_text(slug="early", publishes_at=None)
    key = early.statement.invitation

    response = client.post("/early/sign/", sign_form(invitation=key))
    mistaken = client.post("/early/sign/", sign_form(invitation=key, name=""))

    assert sent_to(response) == "/early/sign/sent/"
    assert mistaken.status_code == 422
    assert f'name="invitation" value="{key}"' in mistaken.content.decode()
    assert signed().text_version == early


@pytest.mark.table("method", ["get", "post"])
@pytest.mark.table(
    "dates",
    [
        {"opens_at": timezone.now() - 2 * DAY, "closes_at": timezone.now() - DAY},
        {"opens_at": timezone.now() + DAY},
    ],
)
def test_statement_that_is_not_open_takes_no_form(client, method, dates):
    make_text(slug="shut", **dates)

    response = getattr(client, method)("/shut/sign/", sign_form())

    assertContains(response, "This form was not recorded", status_code=409)
    assert not Signature.objects.exists()
    assert "<form" not in client.get("/shut/").content.decode()


@pytest.mark.table(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    ],
)
def test_form_of_another_site_is_refused(client, text, headers):
    response = client.post(SIGN, sign_form(), headers=headers)

    assert response.status_code == 403
    assert not Signature.objects.exists()


@pytest.mark.table(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
    ],
)
def test_form_of_this_site_is_taken(client, text, headers):
    assert client.post(SIGN, sign_form(), headers=headers).status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil"])
def test_forged_host_is_refused(client, text, host):
    response = client.post(SIGN, sign_form(), headers={"host": host})

    assert response.status_code == 400
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example;proto=http"},
        {"host": "testserver:6666"},
    ],
)
def test_links_in_the_mail_do_not_follow_the_request(client, text, mailoutbox, headers):
    assert client.post(SIGN, sign_form(), headers=headers).status_code == 302

    call_command("deliver_mail")
    [mail] = mailoutbox
    # The link, the page for the code, the privacy page, and the site itself.
    assert re.findall(r"//([^/\s]+)", mail.body) == ["testserver"] * 4


def test_flood_from_one_source_is_told_to_wait(client, text, settings):
    settings.SOURCE_FLOOD = {timedelta(hours=1): 2}
    answers = [
        client.post(SIGN, sign_form(email=f"ada{number}@example.org")) for number in range(3)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2]["Retry-After"] == "3600"
    assertContains(answers[2], "60 minutes", status_code=429)
    assert Signature.objects.count() == 2
    other = client.post(SIGN, sign_form(), REMOTE_ADDR="203.0.113.77")
    assert other.status_code == 302


def test_busy_source_gets_the_same_answer_and_later_mail(client, settings, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    make_text(slug="ask")
    settings.QUICK_SOURCE_LIMITS = {timedelta(minutes=1): 2}

    answers = [
        client.post(SIGN, sign_form(email=f"ada{number}@example.org")) for number in range(5)
    ]

    assert {(answer.status_code, sent_to(answer)) for answer in answers} == {
        (302, "/ask/sign/sent/")
    }
    waits = [mail.due_at - mail.created_at for mail in OutgoingMail.objects.order_by("pk")]
    assert [wait // timedelta(minutes=1) for wait in waits] == [0, 0, 1, 1, 2]


def test_people_in_a_hall_of_the_statement_all_get_their_mail_at_once(
    client, settings, time_machine
):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    settings.QUICK_SOURCE_LIMITS = {timedelta(minutes=1): 1}
    settings.SOURCE_FLOOD = {timedelta(hours=1): 2}
    make_text(slug="ask", shared_networks=["192.0.2.0/28"])
    make_text(slug="other")

    for slug, status in [("ask", 302), ("other", 429)]:
        for number in range(3):
            form = sign_form(email=f"ada{number}@example.org")
            answer = client.post(f"/{slug}/sign/", form, REMOTE_ADDR="192.0.2.7")
        assert answer.status_code == status
    mails = OutgoingMail.objects.filter(signature__statement__slug="ask")
    assert {mail.due_at - mail.created_at for mail in mails} == {timedelta(0)}


def disowned(text):
    Suppression.objects.create(
        statement=text.statement,
        mailbox_hash=tokens.fingerprint("ada@example.org", purpose="mailbox"),
        reason="disowned",
    )


def over_its_limit(text):
    signature = make_signature(text, state="pending", email="ada@example.org")
    for _ in range(5):
        OutgoingMail.objects.create(signature=signature, kind="confirm")


WRITES = re.compile(r"INSERT INTO signatures_(\w+)")
KINDS = {
    "new": lambda text: None,
    **{
        state: lambda text, state=state: make_signature(text, state=state, email="ada@example.org")
        for state in ("pending", "held", "published", "rejected")
    },
    "disowned": disowned,
    "over its limit": over_its_limit,
}


def test_answer_and_work_are_the_same_for_every_kind_of_address(client):
    answers, work = set(), set()
    make_text(slug="other")  # the foot of a page differs when there is more than one
    client.post("/other/sign/", sign_form())  # the first writes the words that people agree to
    for number, prepare in enumerate(KINDS.values()):
        text = make_text(slug=f"ask-{number}")
        prepare(text)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(f"/{text.statement.slug}/sign/", sign_form())
        # Read at once: the next request empties Django's record of queries.
        work.add(tuple(" ".join(WRITES.findall(query["sql"])) for query in queries))
        sent = client.get(response["Location"])
        plain = (response.content, response["Location"], sent.content.decode())
        headers = tuple(sorted(response.headers.items()))
        said = str((response.status_code, plain, headers)).replace(text.statement.slug, "ask")
        answers.add(re.sub(r"\?to=[\w%-]{90,150}(?=')", "", said))

    assert len(answers) == 1
    [written] = work
    assert tuple(filter(None, written))[-2:] == ("limitcount", "signature limitcount outgoingmail")


def test_signing_twice_keeps_the_last_words_and_one_row(client, text):
    client.post(SIGN, sign_form(name="Ada Exampel"))
    client.post(SIGN, sign_form(name="Ada Example", email="ADA@example.org"))

    assert signed().name == "Ada Example"


def test_signing_again_does_not_touch_what_is_published(client, text):
    make_signature(text, name="Ada Example", email="ada@example.org")

    client.post(SIGN, sign_form(name="Somebody Else", credit="changed"))

    assert (signed().name, signed().state) == ("Ada Example", "published")


def test_form_shows_what_its_statement_asks_for_and_reads_nothing_else(client):
    make_text(slug="ask", form_fields=["occupation"])
    Occupation.objects.create(slug="composer", name="Composer")

    for path in ("/ask/", SIGN):
        page = client.get(path).content.decode()
        named = re.findall(r'<(?:input|select) id="id_(\w+)"', page)
        assert named[:4] == ["name", "email", "occupation", "website"]
        assert named[4:] == ["consent_sign", "consent_publish"]
        assert "Publish my name and what I gave with it" in page
    client.post(SIGN, sign_form(occupation="composer", country="IE", updates="on"))

    assert (signed().credit, signed().country, signed().updates) == ("", "", False)
    assert signed().occupation.slug == "composer"
