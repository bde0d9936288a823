"""No stranger reads a byte of a statement before it is public, at any address; at that time all do.

The statement and everything that belongs to it hold planted words. Every address of the site is
asked, in every way a cache or a browser asks, also with the caches as on a running site.
"""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from signatures.actions.record_keeping import page_cache
from signatures.actions.statements.invitations import invitations
from signatures.models import FormerAddress, Notice, PartnerTotal, Statement, StatementLink
from signatures.views import public
from tests.factories import (
    make_delivery,
    make_endorsement,
    make_guild,
    make_guild_member,
    make_heading,
    make_invitation,
    make_mark,
    make_notable,
    make_organizer,
    make_press_link,
    make_signature,
    make_text,
    make_update,
    make_voiced,
)

HOUR = timedelta(hours=1)
PLANTED = re.compile(rb"planted", re.I)
# Words that a stranger never reads, and those of the notice, which stands on each page later.
NEVER = re.compile(rb"neverseen", re.I)
EARLY = re.compile(rb"planted|neverseen|foretold", re.I)
PICTURES = {"link": f"links/{'a' * 32}.webp", "logo": f"logos/{'b' * 32}.webp"}
WAYS = {
    "GET": ("GET", {}),
    "HEAD": ("HEAD", {}),
    "Range": ("GET", {"range": "bytes=0-9999"}),
    "If-None-Match": ("GET", {"if-none-match": "*"}),
    "If-Modified-Since": ("GET", {"if-modified-since": "Sat, 01 Jan 2050 00:00:00 GMT"}),
    "POST": ("POST", {}),
    "wrong key": ("GET", {"query": "?invitation=x&key=x&by=x&language=en&q=planted"}),
}


PUBLIC = ["/", "/statements/", "/sitemap.xml", "/members/tin/"]
PUBLIC += [f"/media/{path}" for path in PICTURES.values()]
PUBLIC += [
    f"/planted-slug/{each}"
    for each in [
        "",
        "sign/",
        "signatories/",
        "signatories.csv",
        "signatories.json",
        "organizations/",
        "numbers/",
        "versions/",
        "versions/en-1.txt",
        "updates/",
        "updates/feed.xml",
        "quotes/",
        "affiliations/",
        "delivery/",
        "checks/",
        "card.png",
        "embed/",
        "embed/code/",
        "feed.xml",
        "press/",
        "launch-list/",
        "launch-list.csv",
        "claim/",
        "endorse/",
    ]
]
NO_WORDS = ["/planted-slug/card.png", "/api/v1/statements/planted-slug/count"]
PUBLIC += [
    f"/api/v1/statements/planted-slug{each}"
    for each in ["", "/count", "/signatories", "/organizations", "/quotes", "/deliveries"]
]


@pytest.fixture
def text(transactional_db, settings):
    """A statement that becomes public in an hour, at /planted-slug/ and on the front page."""
    settings.PAGE_CACHE_TIMEOUT = timedelta(
        minutes=10
    )  # only the clock itself may end what is cached
    settings.LOCALLY_CACHED_FOR = timedelta(minutes=10)
    page_cache._local.clear()
    now = timezone.now()
    make_text(slug="other", title="Other words")
    text = make_text(
        slug="planted-slug",
        front_page=True,
        searchable=True,
        publishes_at=now + HOUR,
        embargo_at=now - HOUR,
        title="Planted title",
        text="## Planted heading\n\nPlanted words.",
        addressee="Planted Addressee",
        salutation="Planted salutation",
        byline="Planted byline",
        form_fields=["affiliation", "quote", "display", "updates", "credit"],
        signature_pages=True,
    )
    of_statement(text)
    yield text
    page_cache._local.clear()
    for path in PICTURES.values():
        default_storage.delete(path)


def of_statement(text):
    notable = make_signature(text, name="Planted Notable", credit="Planted credit")
    make_notable(notable, make_heading(text, "Planted founders"), credit="Planted known credit")
    make_signature(text, name="Planted Name", credit="Planted composer", country="VA")
    make_voiced(text, name="Planted Voice", quote="Planted quote", affiliation="Planted Guild Hall")
    make_voiced(text, name="Planted Quiet", quote="Neverseen quote", quote_state="waiting")
    make_signature(text, name="Neverseen Pending", state="pending", email="neverseen@p.example")
    make_signature(text, name="Neverseen Held", state="held", email="neverseen@h.example")
    make_guild_member(text, make_guild(slug="tin"), name="Planted Member")
    endorsement = make_endorsement(
        text,
        name="Planted Union",
        logo=PICTURES["logo"],
        mark_permitted_by="Ada",
        mark_permitted_at=timezone.now(),
    )
    make_mark(endorsement, "Planted mark", according_to="Planted register")
    make_update(text, title="Planted news", text="Planted news.")
    make_delivery(text, recipient="Planted Minister", answers=[("Planted demand", "partly")])
    statement = text.statement
    link = {"title": "Planted film", "url": "https://planted.example/"}
    StatementLink.objects.create(statement=statement, picture=PICTURES["link"], **link)
    FormerAddress.objects.create(slug="before", statement=statement)
    total = {"number": 9, "way": "paper", "collected_by": "Planted Players", "source": "Planted"}
    PartnerTotal.objects.create(statement=statement, as_of="2026-05-03", **total)
    Notice.objects.create(statement=statement, text="Foretold notice")
    by = make_organizer(email="neverseen@organizer.example")
    make_invitation(text, "Neverseen Guest", email="neverseen@guest.example", by=by)
    invitations.make_group(statement, label="Neverseen choir", limit=2, by=by)
    make_press_link(text, "Neverseen Reporter", by=by)
    for path in PICTURES.values():
        default_storage.save(path, ContentFile(BytesIO(b"RIFF planted").read()))


def routes(patterns, before="/"):
    for each in patterns:
        route = before + str(each.pattern).replace("^", "")
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route.replace("\\Z", "").removesuffix("$")


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


def addresses(values):
    """Return every address of the site, with ``values`` for what varies in it."""

    def fill(match):
        return str(values.get((match[1] or match[2]).rpartition(":")[2], "x"))

    found = []
    for route in ROUTES:
        route = re.sub(r"\(\?P<path>.*\)\$?", values["path"], route)
        route = re.sub(r"\(\?P<app_label>(\w+)[^)]*\)", r"\1", route)
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
        found.append(re.sub(r"<([^>]+)>|\{(\w+)\}", fill, route))
    return found


def all_addresses(text, **values):
    """Return the addresses of ``text``, or with other ``values``, and those around it."""
    values = {
        "slug": text.statement.slug,
        "language": "en",
        "number": 1,
        "pk": text.statement.pk,
        "public_id": text.statement.signatures.first().public_id,
        "path": PICTURES["link"],
        **values,
    }
    return [*addresses(values), "/members/tin/", f"/media/{values.get('logo', PICTURES['logo'])}"]


def ask(client, path, way="GET"):
    """Return the status and everything else that the site answers."""
    method, headers = WAYS[way]
    query = headers.get("query", "")
    headers = {name: value for name, value in headers.items() if name != "query"}
    response = client.generic(method, path + query, headers=headers)
    body = response.getvalue() if response.streaming else response.content
    said = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    return response.status_code, said.encode() + body


def without_question(path, answer):
    """Return the answer without what was asked, which error pages and redirects may repeat."""
    asked = ["q=planted", "q%3Dplanted", *(["planted-slug"] if "planted-slug" in path else [])]
    for part in asked:
        answer = answer.replace(part.encode(), b"")
    return answer


@pytest.mark.parametrize("way", WAYS)
def test_no_byte_of_an_unpublished_statement_reaches_a_stranger(client, text, way):
    nowhere = {
        "slug": "nowhere",
        "path": f"links/{'c' * 32}.webp",
        "logo": f"logos/{'d' * 32}.webp",
    }
    leaks, told_apart = [], []

    for path, same in zip(all_addresses(text), all_addresses(text, **nowhere), strict=True):
        if path.startswith("/admin/") and way != "GET":
            continue
        status, answer = ask(client, path, way)
        if EARLY.search(without_question(path, answer)):
            leaks.append(path)
        if path != same and status != ask(client, same, way)[0]:
            told_apart.append(path)

    assert (leaks, told_apart) == ([], [])


def test_former_address_of_an_unpublished_statement_leads_nowhere(client, text):
    found = [
        ask(client, path)[0] for path in all_addresses(text, slug="before") if "before" in path
    ]

    assert 301 not in found
    assert found.count(404) > 20


def test_everything_is_public_from_the_moment_on_whatever_was_cached(client, text, time_machine):
    at = text.statement.publishes_at
    time_machine.move_to(at - timedelta(milliseconds=10), tick=False)
    before = {path: ask(client, path) for path in PUBLIC}
    assert [path for path in PUBLIC if EARLY.search(without_question(path, before[path][1]))] == []

    time_machine.move_to(at, tick=False)

    after = {path: ask(client, path) for path in PUBLIC}
    assert {path: after[path][0] for path in PUBLIC if after[path][0] != 200} == {}
    assert [path for path in PUBLIC if not PLANTED.search(after[path][1])] == NO_WORDS
    assert b"Foretold notice" in after["/planted-slug/"][1]


def test_no_stranger_reads_who_is_invited_or_waits_when_the_statement_is_public(
    client, text, time_machine
):
    time_machine.move_to(text.statement.publishes_at, tick=False)

    found = {path: ask(client, path)[1] for path in all_addresses(text)}

    assert [path for path in found if NEVER.search(found[path])] == []
    assert len([path for path in found if PLANTED.search(found[path])]) > len(PUBLIC) / 2


def test_no_cache_may_keep_a_page_past_the_moment(client, text, time_machine):
    # nginx counts whole seconds: what it keeps for one second may be there for two.
    left = {0.5: "no-cache", 1.9: "no-cache", 2.5: "stale-while-revalidate=1"}
    left |= {3.5: "stale-while-revalidate=2"}
    for seconds, expected in left.items():
        time_machine.move_to(text.statement.publishes_at - timedelta(seconds=seconds), tick=False)
        for _ in ("made", "cached"):
            assert expected in client.get("/")["Cache-Control"]
            for path in ("/planted-slug/", "/planted-slug/signatories/", "/nowhere/"):
                kept = "no-store" if seconds < 2 else "public, max-age=0, s-maxage=1"
                assert client.get(path)["Cache-Control"] == kept
                assert client.get(path, {"invitation": "x"})["Cache-Control"] == "no-store"
            assert client.get("/api/v1/statements/planted-slug")["Cache-Control"] == "no-store"


def test_answer_that_takes_until_after_the_moment_is_kept_by_no_cache(
    client, text, time_machine, monkeypatch
):
    at, find = text.statement.publishes_at, public.text_or_404

    def slowly(*asked):
        try:
            return find(*asked)
        finally:
            time_machine.move_to(at + timedelta(milliseconds=10), tick=False)

    monkeypatch.setattr(public, "text_or_404", slowly)
    time_machine.move_to(at - timedelta(milliseconds=10), tick=False)

    response = client.get("/planted-slug/")

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert client.get("/planted-slug/").status_code == 200


def test_nothing_is_shown_from_a_cache_after_the_statement_was_taken_back(
    client, text, time_machine
):
    time_machine.move_to(text.statement.publishes_at, tick=False)
    assert {ask(client, path)[0] for path in PUBLIC} == {200}

    Statement.objects.update(publishes_at=None)
    page_cache._invalidations.clear()  # a third in the same second would do nothing
    page_cache._invalidate()
    page_cache._local.clear()  # at most a second old on a running site

    for _ in range(2):
        gone = {path: ask(client, path) for path in PUBLIC}
        assert [
            path for path in PUBLIC if PLANTED.search(without_question(path, gone[path][1]))
        ] == []
