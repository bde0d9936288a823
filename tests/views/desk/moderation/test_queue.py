from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.moderation import decisions as moderation
from signatures.actions.moderation import queue
from signatures.models import (
    Decision,
    OutgoingMail,
    Refusal,
    ReviewClaim,
    Rule,
    SetAside,
    Signature,
    WatchedName,
)
from signatures.text.watched_names.keys import watched_keys
from tests.factories import DAY, make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

QUEUE = "/desk/ask/queue/"
NETWORK = "11.22.33.0/24"


@pytest.fixture
def text():
    return make_text(slug="ask", title="Ask first")


@pytest.fixture
def olga(client):
    user = make_organizer("moderator", email="olga@example.org")
    sign_in(client, user)
    return user


@pytest.fixture
def max_():
    return make_organizer("moderator", email="max@example.org")


def held(text, name="Ada Example", **fields):
    return make_signature(text, state="held", name=name, **fields)


def press(client, signature, what, **typed):
    return client.post(f"{QUEUE}{signature.pk}/{what}/", typed)


def state(signature):
    return Signature.objects.values_list("state", flat=True).get(pk=signature.pk)


# --- What it shows ---


def test_oldest_is_open_and_the_others_are_behind_it(client, olga, text):
    late, early = held(text, "Late Example"), held(text, "Early Example")
    Signature.objects.filter(pk=early.pk).update(attested_at=timezone.now() - DAY)
    make_signature(text, name="Published Example")
    held(make_text(), "Elsewhere Example", email="eve@elsewhere.example")

    page = client.get(QUEUE)

    assert page.context["open"] == early
    assert page.context["rows"] == [late]
    assertNotContains(page, "Elsewhere Example")
    assertContains(page, "2 signatures to review.")


def test_open_one_comes_with_its_evidence(client, olga, text):
    name = WatchedName(name="Ada Lovelace", keys=sorted(watched_keys("Ada Lovelace")), note="agent")
    name.save()
    rule = Rule.objects.create(kind="domain", value="one.example", note="a farm")
    reasons = ["watched_name", "capitals", f"rule_{rule.pk}"]
    one = held(
        text,
        "ADA LOVELACE",
        credit="Engines",
        country="IE",
        email="ada+2@one.example",
        source_network=NETWORK,
        reasons=reasons,
    )
    before = make_signature(make_text(slug="other"), email="ada@one.example", name="Earlier")
    OutgoingMail.objects.create(signature=before, kind="link", failed_at=timezone.now())
    moderation.reject(before, by=olga, refusal="duplicate", reason="twice")
    make_signature(text, name="Same Network", source_network=NETWORK)
    make_signature(text, name="Same Domain", email="eve@one.example")
    make_signature(text, name="Ada Lovelance", credit="Poet")

    page = client.get(QUEUE)

    evidence = page.context["evidence"]
    assert page.context["open"] == one
    assert [each.name for each in evidence.watched] == ["Ada Lovelace"]
    assert evidence.rules == [rule]
    assert [each.name for each in evidence.mailbox] == ["Earlier"]
    assert [each.reason for each in evidence.decisions] == ["twice"]
    assert [each.signature for each in evidence.bounced] == [before]
    assert [each.name for each in evidence.network.rows] == ["Same Network"]
    assert [each.name for each in evidence.domain.rows] == ["Same Domain", "Earlier"]
    assert [each.name for each in evidence.alike] == ["Ada Lovelance"]
    for words in ("ada+2@one.example", "Engines", "Ireland", NETWORK, "E-mail confirmed", "agent"):
        assertContains(page, words)
    assertContains(page, "the name is all in capitals")
    assertContains(page, "Names on the watch list need approval from two organizers.")


def test_provider_of_half_the_world_says_nothing(client, olga, text):
    held(text, email="ada@gmail.com")
    make_signature(text, email="eve@gmail.com")

    page = client.get(QUEUE)

    assert page.context["evidence"].domain.number == 0
    assertContains(page, "A provider that many people use.")


def test_filter_by_reason_and_numbers(client, olga, text):
    held(text, reasons=["capitals"])
    both = held(text, reasons=["capitals", "number"])

    page = client.get(QUEUE, {"reason": "number"})

    assert page.context["open"] == both
    assert page.context["rows"] == []
    numbers = [(each["words"], each["number"]) for each in page.context["filters"]]
    assert numbers == [
        ("", 2),
        ("the name is all in capitals", 2),
        ("the name contains a number", 1),
    ]


def test_pages_lead_on_by_keyset(client, olga, text, monkeypatch):
    monkeypatch.setattr("signatures.views.desk.moderation.queue_rows.PAGE", 2)
    every = [held(text, f"Number {n}") for n in "ABCDE"]
    Signature.objects.filter(pk=every[-1].pk).update(attested_at=None, added_by_organizers=True)
    seen, url = [], QUEUE
    while url:
        page = client.get(url)
        seen += [each for each in [page.context["open"], *page.context["rows"]] if each not in seen]
        url = page.context["next_url"]

    assert seen == every


@pytest.mark.table(
    "query",
    [
        "reason=%00",
        "reason=Robert');--",
        "after=x",
        "after=%00",
        "after=999999999999999999-1",
        "open=1",
        "open=99999999999999999",
    ],
)
def test_address_nobody_gave_is_not_found(client, olga, text, query):
    assert client.get(f"{QUEUE}?{query}").status_code == 404


@pytest.mark.table("query", ["done=1", "agreed=1", "done=%00", "done=9" * 30, "open=x"])
def test_what_was_not_done_is_not_said(client, olga, text, query):
    page = client.get(f"{QUEUE}?{query}")

    assert page.status_code == 200
    assert not page.context["said"]


def test_empty_queue_says_what_to_do(client, olga, text):
    assertContains(client.get(QUEUE), "The queue is empty.")

    held(text)
    page = client.get(QUEUE, {"reason": "number"})
    assertContains(
        page, "You have nothing left to review with this reason: the name contains a number."
    )


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_however_many(client, olga, text, number, django_assert_num_queries):
    for n in range(number):
        fields = {"source_network": NETWORK, "email": f"ada+{n}@one.example"}
        held(text, credit="Poet", **fields)
        make_signature(text, **{**fields, "email": f"ada+x{n}@one.example"})

    client.get(QUEUE)  # its token goes into the session once

    # who asks (6), statement and title (2), whose turn, it, who agreed, whether another is needed
    # (4), the rows behind, who agreed, reasons, today (4), evidence (7), names like it (2)
    with django_assert_num_queries(26):
        client.get(QUEUE)


def test_looking_changes_nothing(client, olga, text):
    one = held(text)
    before = Signature.objects.values().get()

    client.get(QUEUE)
    client.get(QUEUE, {"open": one.pk})
    client.head(QUEUE)

    assert Signature.objects.values().get() == before
    assert not ReviewClaim.objects.exists()


def test_front_page_leads_moderators_to_the_queue(client, olga, text):
    held(text)
    viewer = sign_in(type(client)(), make_organizer("viewer"))

    assertContains(client.get("/desk/"), f'href="{QUEUE}"')
    assertNotContains(viewer.get("/desk/"), QUEUE)


# --- What is decided ---


def test_publish_takes_the_next_and_can_be_undone(client, olga, text):
    one, two = held(text, "Ada Example"), held(text, "Eve Example")

    response = press(client, one, "publish")

    decision = Decision.objects.get()
    assertRedirects(response, f"{QUEUE}?done={decision.pk}", fetch_redirect_response=False)
    page = client.get(response["Location"])
    assert (state(one), decision.by, decision.from_state) == ("published", olga, "held")
    assertContains(page, 'Published <bdi translate="no">Ada Example</bdi>.')
    assertContains(page, "Decided today: 1 by you, 1 in all.")
    assert page.context["open"] == two
    assert ReviewClaim.objects.get().signature == two

    page = client.post(f"{QUEUE}undo/{decision.pk}/", follow=True)

    assert state(one) == "held"
    assert page.context["open"] == one
    assertContains(page, 'Undone: <bdi translate="no">Ada Example</bdi> is under review again.')
    assertContains(page, "Decided today: 0 by you, 0 in all.")


def test_refuse_with_a_reason_and_words_for_the_log(client, olga, text):
    one = held(text, "Hal 90000")

    page = client.post(
        f"{QUEUE}{one.pk}/refuse/", {"refusal": "not_a_name", "words": " a\nrobot "}, follow=True
    )

    decision = Decision.objects.get()
    assert (state(one), decision.refusal, decision.reason) == ("rejected", "not_a_name", "a robot")
    assertContains(page, 'Refused <bdi translate="no">Hal 90000</bdi>: not the name of a person.')


@pytest.mark.table(
    ("typed", "said"),
    [
        ({}, "Choose a reason"),
        ({"refusal": "because", "words": "so there"}, "Choose a reason"),
        (
            {"refusal": "other", "words": "ADA éxample again"},
            "Remove names and e-mail addresses",
        ),
        ({"refusal": "other", "words": "ada@example.org"}, "Remove names and e-mail addresses"),
        ({"refusal": "other", "words": "\0"}, "invisible characters"),
        ({"refusal": "other", "words": "x" * 201}, "at most 200 characters"),
    ],
)
def test_refusal_that_cannot_be_comes_back_with_what_was_typed(client, olga, text, typed, said):
    one = held(text)

    page = press(client, one, "refuse", **typed)

    assertContains(page, said, status_code=422)
    assertContains(page, typed.get("words", "").replace("\0", ""), status_code=422)
    assert page.context["open"] == one
    assert state(one) == "held"


def test_next_leaves_it_for_later(client, olga, text):
    one, two = held(text, reasons=["capitals"]), held(text, reasons=["number"])

    response = press(client, one, "next", reason="capitals")

    assertRedirects(response, f"{QUEUE}?reason=capitals", fetch_redirect_response=False)
    assert SetAside.objects.get().signature == one
    assert client.get(QUEUE).context["open"] == two or state(one) == "held"
    assert client.get(response["Location"]).context["open"] == one


def test_with_a_script_the_answer_is_the_page(client, olga, text):
    one, two = held(text, "Ada Example"), held(text)

    page = client.post(f"{QUEUE}{one.pk}/publish/", headers={"HX-Request": "true"})

    assert (page.status_code, page.context["open"]) == (200, two)
    assertContains(page, 'Published <bdi translate="no">Ada Example</bdi>.')


@pytest.mark.table("what", ["publish", "refuse", "next", "take", "back"])
@pytest.mark.table("which", ["pending", "elsewhere", "none"])
def test_what_is_not_in_this_queue_is_not_found(client, olga, text, what, which):
    there = make_signature(text, state="pending") if which == "pending" else held(make_text())
    pk = 10**17 if which == "none" else there.pk

    assert client.post(f"{QUEUE}{pk}/{what}/", {"refusal": "other"}).status_code == 404


def test_only_own_decisions_are_undone_here(client, olga, text, max_):
    one = held(text)
    moderation.publish(one, by=max_, reason="")

    assert client.post(f"{QUEUE}undo/{Decision.objects.get().pk}/").status_code == 404
    assert state(one) == "published"


# --- Two people ---


def test_taken_row_is_passed_over_and_shown_as_taken(client, olga, text, max_):
    one, two = held(text), held(text)
    queue.take(one, by=max_)

    page = client.get(QUEUE)
    assert page.context["open"] == two
    assertContains(page, "being reviewed by max@example.org")

    page = client.get(QUEUE, {"open": one.pk})
    assertContains(page, "Being reviewed by max@example.org until")
    assertNotContains(page, f"{QUEUE}{one.pk}/publish/")


@pytest.mark.parametrize("what", ["publish", "refuse", "take"])
def test_what_somebody_else_has_is_not_decided(client, olga, text, max_, what):
    one, two = held(text), held(text)
    queue.take(one, by=max_)

    page = press(client, one, what, refusal="other")

    assertContains(page, "is being reviewed by max@example.org until", status_code=409)
    assert (state(one), page.context["open"]) == ("held", two)


@pytest.mark.parametrize("what", ["publish", "refuse", "take"])
def test_who_comes_too_late_is_told_who_did_what(client, olga, text, max_, what):
    one, two = held(text), held(text)
    moderation.reject(one, by=max_, refusal=Refusal.NOT_A_NAME)

    page = press(client, one, what, refusal="other")

    assertContains(page, "Nothing was changed: max@example.org decided", status_code=409)
    assertContains(page, "It is not accepted: not the name of a person.", status_code=409)
    assert (state(one), page.context["open"]) == ("rejected", two)
    assert Decision.objects.count() == 1


def test_undo_after_somebody_else_is_told(client, olga, text, max_):
    one = held(text)
    press(client, one, "publish")
    moderation.hold(one, by=max_, reason="")

    page = client.post(f"{QUEUE}undo/{Decision.objects.earliest('pk').pk}/")

    assertContains(page, "max@example.org decided", status_code=409)
    assert Decision.objects.count() == 2


def test_withdrawn_meanwhile_is_told(client, olga, text):
    one = held(text)
    Signature.objects.filter(pk=one.pk).delete()
    Decision.objects.all()
    gone = make_signature(text)
    Decision.objects.create(
        signature=gone,
        statement=text.statement,
        from_state="held",
        to_state="withdrawn",
        reason="withdrawn",
    )

    page = press(client, gone, "publish")

    assertContains(page, "the signatory has withdrawn", status_code=409)


def test_watched_name_goes_from_one_to_the_other(client, olga, text, max_):
    one, two = held(text, "A. Lovelace", reasons=["watched_name"]), held(text)

    page = client.post(f"{QUEUE}{one.pk}/publish/", follow=True)
    assertContains(
        page, 'You approved <bdi translate="no">A. Lovelace</bdi>. A second organizer is needed.'
    )
    assert (state(one), page.context["open"]) == ("held", two)
    assertContains(page, "You approved this. A second organizer is needed")
    again = client.post(f"{QUEUE}{one.pk}/publish/", follow=True)
    assert state(one) == "held"
    assertContains(again, "A second organizer is needed.")

    his = sign_in(type(client)(), max_)
    page = his.get(QUEUE, {"open": one.pk})
    assertContains(page, "olga@example.org approved this on")
    his.post(f"{QUEUE}{one.pk}/publish/")
    assert state(one) == "published"


def test_agreement_is_taken_back(client, olga, text, max_):
    one = held(text, reasons=["watched_name"])
    press(client, one, "publish")

    page = client.post(f"{QUEUE}{one.pk}/back/", follow=True)

    assert page.context["open"] == one
    assert not moderation.publish(one, by=max_, reason="")


def test_taking_is_over_after_ten_minutes(client, olga, text, max_):
    one = held(text)
    queue.take(one, by=max_)
    ReviewClaim.objects.update(until=timezone.now() - timedelta(seconds=1))

    press(client, one, "publish")

    assert state(one) == "published"
