"""What holds for every answer the public can get, each made with something to leak."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.models import Occupation, Signature
from tests.factories import (
    make_guild,
    make_guild_member,
    make_link,
    make_signature,
    make_text,
    make_withdrawn,
    sign_form,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

# What nobody may read: names by state and by choice, and what goes with them.
SECRETS = [
    "Pending Person",
    "Held Person",
    "Rejected Person",
    "Withheld Person",
    "Counted Person",
    "Early Person",
    "Secret Credit",
    "Secret Occupation",
    "Secret Title",
    "Secret Words",
]
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.\w+)+")
CHOICES = re.compile(r"<option.*?</option>")  # the form offers every occupation to everybody


@pytest.fixture
def text():
    """The statement /ask/ on the front page, with one signature of every kind under it."""
    text = make_text(slug="ask", front_page=True)
    hidden = {
        "credit": "Secret Credit",
        "occupation": Occupation.objects.create(slug="secret", name="Secret Occupation"),
        "country": "VA",
    }
    make_signature(text, name="Shown Person", credit="Shown Credit", email="shown@example.org")
    make_signature(text, name="Named Person", display="name", **hidden)
    make_signature(text, name="Withheld Person", display="anonymous", **hidden)
    make_signature(text, name="Counted Person", display="counted", **hidden)
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"{state.title()} Person", state=state, **hidden)
    make_withdrawn(text)
    early = make_text(slug="early", title="Secret Title", text="Secret Words", publishes_at=None)
    make_signature(early, name="Early Person", **hidden)
    return text


def get(path, **headers):
    return lambda client, text, settings: client.get(path, **headers)


def post(path, data=None, **headers):
    return lambda client, text, settings: client.post(path, data or {}, **headers)


def closed(client, text, settings):
    make_text(slug="over", opens_at=timezone.now() - 2 * DAY, closes_at=timezone.now() - DAY)
    return client.post("/over/sign/", sign_form())


def expired(client, text, settings):
    pending = Signature.objects.get(name="Pending Person")
    return client.get(f"/confirm/{make_link(pending, expires_in=-DAY)}/")


def used(client, text, settings):
    link = make_link(Signature.objects.get(name="Pending Person"))
    client.post(f"/confirm/{link}/disown/")
    return client.get(f"/confirm/{link}/")


def flooded(client, text, settings):
    settings.SOURCE_FLOOD = {timedelta(hours=1): 0}
    return client.post("/ask/sign/", sign_form())


ANSWERS = {
    "front page": (get("/"), 200),
    "statement": (get("/ask/"), 200),
    "form": (get("/ask/sign/"), 200),
    "signed": (post("/ask/sign/", sign_form()), 302),
    "sent": (get("/ask/sign/sent/"), 200),
    "sent, early": (get("/early/sign/sent/"), 200),
    "list": (get("/ask/signatories/"), 200),
    "list, bad page": (get("/ask/signatories/?after=x"), 404),
    "numbers": (get("/ask/numbers/"), 200),
    "versions": (get("/ask/versions/"), 200),
    "wording": (get("/ask/versions/en-1.txt"), 200),
    "all statements": (get("/statements/"), 302),
    "early numbers": (get("/early/numbers/"), 404),
    "early versions": (get("/early/versions/"), 404),
    "early wording": (get("/early/versions/en-1.txt"), 404),
    "code": (get("/code/"), 200),
    "wrong code": (post("/code/", {"email": "a@example", "code": "x"}), 422),
    "ask for link": (get("/manage/"), 200),
    "asked for link": (post("/manage/", {"email": "shown@example.org"}), 200),
    "early statement": (get("/early/"), 404),
    "early form": (get("/early/sign/"), 404),
    "early list": (get("/early/signatories/"), 404),
    "early api": (get("/api/v1/statements/early"), 404),
    "early count": (get("/api/v1/statements/early/count"), 404),
    "early api list": (get("/api/v1/statements/early/signatories"), 404),
    "api": (get("/api/v1/statements/ask"), 200),
    "count": (get("/api/v1/statements/ask/count"), 200),
    "api list": (get("/api/v1/statements/ask/signatories"), 200),
    "api list, bad page": (get("/api/v1/statements/ask/signatories?after=x"), 404),
    "openapi": (get("/api/v1/openapi.json"), 200),
    "live": (get("/healthz/live"), 200),
    "ready": (get("/healthz/ready"), 200),
    "Page not found": (get("/nowhere/at/all"), 404),
    "no such statement": (get("/nowhere/"), 404),
    "no mailbox": (get("/mailbox/"), 404),
    "broken link": (get("/confirm/x/"), 404),
    "broken own link": (get("/manage/x/"), 404),
    "another host": (get("/", headers={"host": "evil.example"}), 400),
    "another site": (post("/ask/sign/", headers={"sec-fetch-site": "cross-site"}), 403),
    "wrong method": (post("/ask/"), 405),
    "wrong form": (post("/ask/sign/", {"credit": "typed"}), 422),
    "closed": (closed, 409),
    "expired link": (expired, 410),
    "used link": (used, 410),
    "too many": (flooded, 429),
}


def assert_strict_policy(response):
    policy = response["Content-Security-Policy"]
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) == {"'none'", "'self'"}


def assert_nobody_leaks(response):
    page = CHOICES.sub("", response.content.decode())
    assert [secret for secret in SECRETS if secret in page] == []
    assert set(ADDRESS.findall(page)) <= {"you@example.org", "ada@example.org"}
    assert "Traceback" not in page


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_safe_to_show_to_anybody(name, client, text, settings):
    ask, status = ANSWERS[name]

    response = ask(client, text, settings)

    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.get("Vary", "")
    assert_strict_policy(response)
    assert_nobody_leaks(response)


def test_shown_names_are_shown(client, text):
    """The other half of the test above: what it looks for would be there."""
    for path in ("/", "/ask/signatories/", "/api/v1/statements/ask/signatories"):
        page = client.get(path).content.decode()
        assert all(name in page for name in ("Shown Person", "Shown Credit", "Named Person"))


def test_invitation_opens_an_early_statement_and_nothing_else(client, text):
    statement = Signature.objects.get(name="Early Person").statement
    key = {"invitation": statement.invitation}

    page, form = client.get("/early/", key), client.get("/early/sign/", key)

    assert (page.status_code, form.status_code) == (200, 200)
    assert "Secret Words" in page.content.decode()
    assert "Early Person" not in page.content.decode()
    assert page["Cache-Control"] == form["Cache-Control"] == "no-store"
    assert f'name="invitation" value="{statement.invitation}"' in page.content.decode()
    assert client.get("/early/signatories/", key).status_code == 404
    assert client.get("/api/v1/statements/early", key).status_code == 404


@pytest.mark.table("key", ["", "x", "\0", "é", "\ud83d\ude00".encode("utf-16", "surrogatepass")])
def test_wrong_invitation_opens_nothing(client, text, key):
    assert client.get("/early/", {"invitation": key}).status_code == 404
    assert client.post("/early/sign/", sign_form(invitation=key)).status_code == 404


def test_invitation_to_one_statement_opens_no_other(client, text):
    other = make_text(slug="other", publishes_at=None).statement

    assert client.get("/early/", {"invitation": other.invitation}).status_code == 404


PUBLIC = [
    "/",
    "/ask/",
    "/ask/signatories/",
    "/ask/numbers/",
    "/ask/versions/",
    "/ask/versions/en-1.txt",
    "/ask/sign/sent/",
]


@pytest.mark.table("path", PUBLIC)
def test_public_page_may_be_kept_by_anybody_for_a_moment(client, text, path):
    response = client.get(path)

    directives = {each.strip() for each in response["Cache-Control"].split(",")}
    assert directives == {"public", "max-age=1", "s-maxage=1", "stale-while-revalidate=4"}
    assert "Vary" not in response


@pytest.mark.table(
    ("path", "count", "queries"),
    [
        ("/ask/", 1, 16),
        ("/ask/", 3, 16),
        ("/ask/signatories/", 1, 11),
        ("/ask/signatories/", 3, 11),
        ("/api/v1/statements/ask", 1, 3),
        ("/api/v1/statements/ask", 3, 3),
        ("/api/v1/statements/ask/count", 1, 3),
        ("/api/v1/statements/ask/count", 3, 3),
        ("/api/v1/statements/ask/signatories", 1, 6),
        ("/api/v1/statements/ask/signatories", 3, 6),
        ("/ask/sign/sent/", 1, 2),
        ("/ask/sign/sent/", 3, 2),
    ],
)
def test_page_costs_the_same_however_many_signed(
    client, path, count, queries, django_assert_num_queries
):
    text = make_text(slug="ask")
    for number in range(count):
        occupation = Occupation.objects.create(slug=f"o{number}", name=f"Occupation {number}")
        make_guild_member(text, make_guild(), occupation=occupation)

    with django_assert_num_queries(queries):
        client.get(path)


@pytest.fixture
def kept(settings):
    """The page cache as it is in production, but for longer than a test takes."""
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=1)


@pytest.mark.parametrize("path", PUBLIC)
def test_page_is_shown_from_the_cache(client, text, kept, path, django_assert_num_queries):
    first = client.get(path)

    with django_assert_num_queries(0):
        second = client.get(path)

    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_unknown_parameters_make_no_second_copy(client, text, kept, django_assert_num_queries):
    client.get("/ask/signatories/")

    with django_assert_num_queries(0):
        client.get("/ask/signatories/?utm_source=x")
        client.get("/ask/signatories/?page=2&name=Ada&after=")
        client.get("/ask/signatories/", {"x" * 5000: "y"})


def test_pages_of_the_list_are_kept_apart(client, text, kept, monkeypatch):
    monkeypatch.setattr("signatures.views.record.signatories.PER_PAGE", 1)
    first = client.get("/ask/signatories/")
    [following] = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())[:1]

    second = client.get(following)

    assert second.content != first.content
    assert client.get("/ask/signatories/").content == first.content


def test_request_headers_do_not_change_what_is_kept(client, text, kept):
    odd = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil",
        "Forwarded": "host=evil.example",
        "Accept-Language": "ar",
        "Accept": "application/json",
        "Cookie": "session=evil",
        "Origin": "https://evil.example",
        "User-Agent": "<script>evil</script>",
        "Referer": "https://evil.example/",
        "X-HTTP-Method-Override": "POST",
    }

    poisoned = client.get("/ask/signatories/", headers=odd)

    assert b"evil" not in poisoned.content
    assert client.get("/ask/signatories/").content == poisoned.content


def test_404_is_kept_for_a_second_by_shared_caches_and_never_for_organizers(client, text, kept):
    path = "/nowhere/"
    for_all, with_secret = client.get(path), client.get(path, {"invitation": "x"})
    client.cookies["session"] = "made-up"
    for_organizer = client.get(path)

    assert for_all["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert with_secret["Cache-Control"] == "no-store"
    assert "public" not in for_organizer.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/ask/sign/", "/code/", "/manage/", "/ask/signatories/?after=x"])
def test_pages_of_one_moment_or_one_person_are_not_kept(client, text, kept, path):
    response = client.get(path)

    assert "public" not in response.get("Cache-Control", "")
    assert "max-age=1" not in response.get("Cache-Control", "").split(", ")


def test_first_reader_after_a_change_sees_it(
    client, text, kept, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/ask/signatories/")
        link = make_link(Signature.objects.get(name="Pending Person"))
    assert "Pending Person" not in client.get("/ask/signatories/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/confirm/{link}/")

    assert "Pending Person" in client.get("/ask/signatories/").content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_page_is_made_afresh_when_redis_is_gone(client, text, kept, settings, path):
    gone = {**settings.CACHES["pages"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "pages": gone}

    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.table("path", [*PUBLIC, "/ask/sign/", "/code/", "/manage/", "/healthz/live"])
def test_head_answers_as_get_without_the_body(client, text, path):
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("rest", ["", "signatories/", "sign/", "letter.pdf", "feed.xml"])
def test_address_longer_than_any_statement_has_is_not_found_and_not_cached(client, rest):
    """The cache warns of a long key, and the tests take a warning for an error."""
    assert client.get(f"/{'a' * 5_000}/{rest}").status_code == 404
