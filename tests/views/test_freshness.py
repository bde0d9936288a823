"""What changes is seen by the next reader everywhere, though every page is kept."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from signatures.actions.evidence import proofs
from signatures.actions.evidence.proving import Proof
from signatures.actions.guilds.codes import revocations as code_revocations
from signatures.actions.guilds.domains import domains as guild_domains
from signatures.actions.guilds.sign_in import membership as guild_sign_in
from signatures.actions.moderation import decisions as moderation
from signatures.actions.notables import headings as notable_headings
from signatures.actions.notables import notables
from signatures.actions.notables.notables import Check
from signatures.actions.organizations import endorsements
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing import own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.statements import links as statement_links
from signatures.actions.statements import settings as statement_settings
from signatures.actions.statements import texts as statements
from signatures.models import (
    CodeClaim,
    Decision,
    Notable,
    NotableHeading,
    Organization,
    Signature,
    Statement,
    User,
)
from signatures.views import public
from tests.factories import (
    make_codes,
    make_domain,
    make_guild,
    make_link,
    make_signature,
    make_text,
    timezone,
)

NAMES = [
    "/",
    "/ask/",
    "/ask/signatories/",
    "/ask/signatories/?q=composer",
    "/ask/signatories/?country=IE",
    "/ask/signatories/?order=name",
    "/ask/feed.xml",
    "/ask/signatories.csv",
    "/ask/signatories.json",
    "/api/v1/statements/ask/signatories",
]
COUNTS = [
    "/ask/embed/",
    "/ask/card.png",
    "/ask/numbers/",
    "/ask/checks/",
    "/api/v1/statements/ask",
    "/api/v1/statements/ask/count",
]


@pytest.fixture
def text(transactional_db, settings):
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=10)
    text = make_text(slug="ask", front_page=True)
    make_signature(text, name="Ada First", credit="Composer", country="IE")
    return text


@pytest.fixture(autouse=True)
def _every_change_renews(monkeypatch):
    """However many there are within a second: on a fast machine, all of a test's are."""
    monkeypatch.setattr(page_cache, "INVALIDATIONS_MOST", 1_000)


@pytest.fixture
def organizer(transactional_db):
    return User.objects.create_superuser("ada@example.org", "x")


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return b"".join(response) if response.streaming else response.content


def everything(client):
    """Every page as it is shown now, and once more from where it is kept."""
    pages = {path: body(client, path) for path in NAMES + COUNTS}
    assert [path for path in COUNTS if body(client, path) != pages[path]] == []
    return pages


def bea(text, state, **fields):
    who = {"name": "Bea Other", "credit": "Composer", "country": "IE", **fields}
    return make_signature(text, state=state, **who)


def where(pages, name):
    return [path for path in pages if name.encode() in pages[path]]


def test_new_signature_is_seen_by_the_next_reader(client, text):
    before = everything(client)
    signature = bea(text, "pending")
    assert where(everything(client), "Bea Other") == []

    signing.confirm(make_link(signature, "confirm"))

    after = everything(client)
    assert where(after, "Bea Other") == NAMES
    assert [path for path in COUNTS if after[path] == before[path]] == []


@pytest.mark.parametrize("leave", ["withdraw", "hold", "reject"])
def test_whoever_leaves_is_gone_for_the_next_reader(client, text, organizer, leave):
    signature = bea(text, "published")
    heading = NotableHeading.objects.create(statement=text.statement, name="First")
    Notable.objects.create(heading=heading, signature=signature)
    before = everything(client)
    assert where(before, "Bea Other") == NAMES

    if leave == "withdraw":
        own_signature.withdraw(make_link(signature, "manage", expires_in=None))
    else:
        decide = {"hold": moderation.hold, "reject": partial(moderation.reject, refusal="other")}
        decide[leave](signature, by=organizer, reason="shown by a test")

    after = everything(client)
    assert where(after, "Bea Other") == []
    assert [path for path in COUNTS if after[path] == before[path]] == []


def test_notable_signatory_is_seen_and_gone_for_the_next_reader(client, text, organizer):
    signature = text.statement.signatures.get()
    paths = ["/ask/", "/ask/signatories/"]
    words = b"Identity checked by the campaign team"

    heading = notable_headings.add(text.statement, name="First", by=organizer)
    check = Check(how="known", checked_on=date(2027, 5, 3))
    added = {"heading": heading, "credit": "", "check": check, "by": organizer}
    assert [words in body(client, path) for path in paths] == [False, False]
    notable = notables.add(signature, **added)

    assert [words in body(client, path) for path in paths] == [True, True]
    notables.remove(notable, by=organizer)
    assert [words in body(client, path) for path in paths] == [False, False]


def test_new_organization_is_seen_by_the_next_reader(client, text):
    paths = ["/ask/", "/ask/organizations/", "/api/v1/statements/ask"]
    before = [body(client, path) for path in paths]
    organization = Organization(name="Fennel Press", kind="publisher")

    endorsements.publish(endorsements.enter(organization, of=text.statement, position=1), by=None)

    after = [body(client, path) for path in paths]
    assert all(new != old for new, old in zip(after, before, strict=True))


def test_what_editors_save_is_seen_by_the_next_reader(client, text, organizer):
    paths = ["/", "/ask/"]

    def shown(words):
        return [words in body(client, path).decode() for path in paths]

    def change(**values):
        statement = Statement.objects.get()
        seen = statement_settings.revision(statement)
        statement_settings.change(statement, values, seen=seen, by=organizer)

    assert shown('name="country"') == shown('name="credit"') == [True, True]
    change(form_fields=["credit"])
    assert (shown('name="country"'), shown('name="credit"')) == ([False, False], [True, True])

    words = statements.TextInput(title="Ask twice", text="We ask twice.")
    seen = statements.revision(text)
    statements.write_text(text.statement, "en", words, seen=seen, by=organizer)
    assert shown("We ask twice.") == [True, True]

    typed = {"title": "Hear us", "url": "https://video.example/", "position": 1, "picture": None}
    link = statement_links.add(text.statement, **typed, by=organizer)
    assert shown("Hear us") == [True, True]
    statement_links.remove(link, by=organizer)
    assert shown("Hear us") == [False, False]

    change(publishes_at=None)
    assert client.get("/ask/").status_code == 404


def revoke_codes(guild):
    """Two sign by a code, one of them with an address as well; return what takes that back."""
    batch, _ = make_codes(guild)

    def revoke(by):
        code_revocations.revoke(batch, first=1, last=10, by=by)

    for number, signature in enumerate(Signature.objects.filter(name="Bea Other"), start=1):
        claim = {"batch": batch, "number": number, "statement": signature.statement}
        CodeClaim.objects.create(signature=signature, claimed_at=timezone.now(), **claim)
    return revoke


def remove_domain(guild):
    domain = make_domain(guild, "bea.example")
    return lambda by: guild_domains.remove(domain, by=by)


def take_sign_ins_back(guild):
    since = timezone.now() - timedelta(hours=1)
    return lambda by: guild_sign_in.revoke_proofs(guild, since=since, by=by)


@pytest.mark.parametrize(
    ("method", "prepare"),
    [
        ("guild_code", revoke_codes),
        ("guild_domain", remove_domain),
        ("guild_sso", take_sign_ins_back),
    ],
)
def test_what_a_guild_takes_back_is_gone_for_the_next_reader(
    client, text, organizer, method, prepare
):
    guild = make_guild(slug="tin", name="Tin Players", methods=[method])
    both = bea(text, "published", email="both@bea.example")
    alone = bea(text, "published", email="alone@bea.example")
    for each in (both, alone):
        proofs.add(each, Proof(method, guild.pk))
    alone.attestations.filter(method="email").delete()
    take_back = prepare(guild)
    mark = b"Member of Tin Players"
    before = body(client, "/ask/signatories/")
    lines = Decision.objects.count()

    take_back(organizer)

    after = body(client, "/ask/signatories/")
    assert (before.count(b"Bea Other"), mark in before) == (2, True)
    assert (after.count(b"Bea Other"), mark in after) == (1, False)
    new = Decision.objects.order_by("pk")[lines:]
    said = [(each.signature_id, each.to_state) for each in new if each.signature_id]
    assert sorted(said) == [(both.pk, "published"), (alone.pk, "held"), (alone.pk, "published")]


@public.cached()
def page(request):
    return HttpResponse(next(request.drafts))


@pytest.fixture
def ask(settings):
    """Ask for a page of which each making is another draft."""
    settings.PAGE_CACHE_TIMEOUT = timedelta(minutes=10)
    drafts = iter("abcdef")

    def ask():
        request = RequestFactory().get("/page/")
        request.drafts = drafts
        return page(request).content

    return ask


@pytest.mark.django_db
def test_one_makes_the_page_anew_while_others_get_the_one_before(ask, monkeypatch):
    assert [ask(), ask()] == [b"a", b"a"]
    shown_meanwhile = []

    def made(request):
        shown_meanwhile.append(ask_others())
        return HttpResponse("b")

    def ask_others():
        return page_made(RequestFactory().get("/page/")).content

    page_made = public.cached()(made)
    caches["pages"].set("generation", "changed")

    assert ask_others() == b"b"
    assert shown_meanwhile == [b"a"]
    assert ask() == b"b"


@pytest.mark.django_db
def test_page_that_could_not_be_made_is_made_by_the_next(ask):
    assert ask() == b"a"
    caches["pages"].set("generation", "changed")

    @public.cached()
    def gone(request):
        raise Http404

    with pytest.raises(Http404):
        gone(RequestFactory().get("/page/"))

    assert ask() == b"b"
