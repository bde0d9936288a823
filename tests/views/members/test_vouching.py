"""The signatory's side of vouching: asking, what is said meanwhile and afterwards, taking back."""

import pytest
from django.utils import timezone

from signatures.actions.guilds.roster import claims as roster_claims
from signatures.actions.guilds.roster.claims import Member
from signatures.actions.signing.sign import Source
from signatures.models import Guild, VouchRequest
from tests.factories import (
    make_guild,
    make_link,
    make_officer,
    make_roster,
    make_signature,
    make_text,
    make_vouch_request,
    make_withdrawn,
    make_without_address,
)

pytestmark = pytest.mark.django_db

GIVE = {"stage_name": "", "legal_name": "Augusta Example", "number": "I0012346", "link": ""}
GIVE |= {"words": "Second unit"}


@pytest.fixture
def guild():
    guild = make_guild(slug="tin", name="Tin Players", methods=["guild_officer"])
    make_officer(guild)
    return guild


@pytest.fixture
def signature(guild):
    return make_without_address(make_text(slug="ask", title="Ask first"))


@pytest.fixture
def own(signature):
    return f"/manage/{make_link(signature, 'manage', expires_in=None)}/"


def ask(client, own, **typed):
    return client.post(f"{own}guild/tin/vouching/", {**GIVE, **typed})


def test_member_asks_and_reads_that_it_waits(client, own):
    page = client.get(f"{own}guild/?guild=tin").content.decode()
    assert "knows you by another name" in page
    assert "erased 30 days after the answer" in page

    response = ask(client, own)

    assert response["Location"] == f"{own}guild/?guild=tin"
    assert response["Referrer-Policy"] == "no-referrer"
    request = VouchRequest.objects.get()
    assert (request.number, request.legal_name) == ("I0012346", "Augusta Example")
    for path in (response["Location"], own):
        page = client.get(path).content.decode()
        assert "An officer of the guild has not answered yet." in page
        assert "Withdraw the request" in page
        assert "I0012346" not in page


@pytest.mark.table(
    ("state", "said"),
    [
        ("yes", "that you are a member"),
        ("no", "did not find you"),
        ("unsure", "could not tell"),
        ("over", "without an answer"),
    ],
)
def test_answer_stands_on_both_pages(client, signature, guild, own, state, said):
    make_vouch_request(guild, signature, state=state, answered_at=timezone.now())

    for path in (own, f"{own}guild/?guild=tin"):
        assert said in client.get(path).content.decode()
    again = "Ask an officer</button>" in client.get(f"{own}guild/?guild=tin").content.decode()
    assert again


def test_second_request_waits_unless_tries_are_used_up(client, signature, guild, own):
    for _ in range(3):
        make_vouch_request(guild, signature, state="no", answered_at=timezone.now())

    page = client.get(f"{own}guild/?guild=tin").content.decode()

    assert "cannot ask these officers again" in page
    assert ask(client, own).status_code == 302
    assert VouchRequest.objects.count() == 3


@pytest.mark.table(
    ("typed", "said"),
    [
        ({"number": "", "words": ""}, "Enter your member number, a link"),
        ({"number": "www.pills.example"}, "Remove the web or e-mail address"),
        ({"number": "9" * 41}, "Shorten"),
        ({"number": "1\0"}, "invisible characters"),
        ({"words": "see \u202eyou"}, "invisible characters"),
        ({"words": "x" * 301}, "Shorten"),
        ({"stage_name": "x" * 101}, "Shorten"),
        ({"legal_name": "https://pills.example"}, "Remove the web or e-mail address"),
        ({"link": "javascript:alert(1)"}, "the address of a page"),
    ],
)
def test_mistakes_come_back_with_all_that_was_typed(client, own, typed, said):
    response = ask(client, own, **typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'value="Augusta Example"' in page or "legal_name" in typed
    assert not VouchRequest.objects.exists()


def test_names_of_all_kinds_are_kept_and_shown_as_text(client, own):
    ask(client, own, stage_name="<b>Ada</b>", legal_name="فاطمة المثال", words="a" * 300)

    request = VouchRequest.objects.get()
    assert (request.stage_name, request.legal_name) == ("<b>Ada</b>", "فاطمة المثال")
    assert len(request.words) == 300


def test_taking_back_works_while_the_way_is_shut(client, own):
    ask(client, own)
    Guild.objects.update(methods=[])

    assert "Withdraw the request" in client.get(own).content.decode()
    response = client.post(f"{own}guild/tin/vouching/take-back/")

    assert response["Location"] == own
    assert not VouchRequest.objects.exists()


def test_shut_way_takes_no_request_and_keeps_those_that_wait(client, own):
    ask(client, own)
    Guild.objects.update(methods=["guild_code"])

    assert ask(client, own).status_code == 404
    assert VouchRequest.objects.get().state == "waiting"


def test_too_many_requests_keep_what_was_typed(client, own):
    for _ in range(3):
        ask(client, own)
        client.post(f"{own}guild/tin/vouching/take-back/")

    response = ask(client, own)

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert 'value="I0012346"' in response.content.decode()


def test_addresses_of_nothing(client, own, guild):
    withdrawn = make_link(make_withdrawn(make_text()), "manage", expires_in=None)

    for path in ("vouching/", "vouching/take-back/"):
        assert client.post(f"/manage/none/guild/tin/{path}", GIVE).status_code == 404
        assert client.post(f"/manage/{withdrawn}/guild/tin/{path}", GIVE).status_code == 410
        assert client.post(f"{own}guild/lead/{path}", GIVE).status_code == 404
        headers = {"Sec-Fetch-Site": "cross-site"}
        answer = client.post(f"{own}guild/tin/{path}", GIVE, headers=headers)
        assert answer.status_code == 403
    assert client.get(f"{own}guild/tin/vouching/").status_code == 302
    assert client.get(f"{own}guild/tin/vouching/take-back/").status_code == 405


def test_members_of_other_guilds_statements_cannot_ask_here(client, guild):
    text = make_text(guild=make_guild())
    own = f"/manage/{make_link(make_signature(text), 'manage', expires_in=None)}/"

    assert ask(client, own).status_code == 404


def test_member_whose_number_was_used_disputes_it_and_reads_so(client, guild):
    Guild.objects.update(methods=["guild_officer", "guild_roster"])
    make_roster(guild, ("12", "Lovelace", ""))
    text = make_text(slug="dispute")
    earlier = make_signature(text, name="A Thief")
    source = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)
    roster_claims.claim(earlier, Member("12", "Lovelace"), guild=guild, source=source)
    ada = make_signature(text, name="Ada Lovelace")
    own = f"/manage/{make_link(ada, 'manage', expires_in=None)}/"
    thiefs = f"/manage/{make_link(earlier, 'manage', expires_in=None)}/"

    page = ask(client, own, legal_name="", number="12", used_number="on")

    said = "Someone else has signed with your number or code."
    assert said in client.get(page["Location"]).content.decode()
    assert "guild membership you signed with is theirs" in client.get(thiefs).content.decode()
    client.post(f"{own}guild/tin/vouching/take-back/")
    assert "membership you signed with" not in client.get(thiefs).content.decode()


def test_dispute_is_offered_only_with_a_confirmed_address(client, guild, own):
    offered = "Has someone else used your membership?"
    with_address = make_signature(make_text(slug="other"))
    other = f"/manage/{make_link(with_address, 'manage', expires_in=None)}/"

    assert offered not in client.get(f"{own}guild/?guild=tin").content.decode()
    assert offered in client.get(f"{other}guild/?guild=tin").content.decode()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"number": "", "used_number": "on"}, "Enter the member number that someone else has used"),
        ({"used_code": "ABCD"}, "This code does not work."),
        ({"used_code": "ABCD-2345-EFGH-6789"}, "This code does not work."),
    ],
)
def test_error_of_a_dispute_stands_at_its_field_and_keeps_what_was_typed(
    client, guild, typed, error
):
    signature = make_signature(make_text(slug="other"))
    own = f"/manage/{make_link(signature, 'manage', expires_in=None)}/"

    response = ask(client, own, **typed)

    page = response.content.decode()
    assert (response.status_code, error in page) == (422, True)
    assert typed.get("used_code", "") in page
    assert "Second unit" in page
    assert not VouchRequest.objects.exists()
