"""Each reason to hold: what it must catch, and what it must leave alone."""

from datetime import timedelta
from itertools import islice
from random import Random

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from signatures.actions.evidence import screening
from signatures.actions.signing import sign as signing
from signatures.management.demonstration import campaigns, people
from signatures.models import Decision, OutgoingMail, Rule, Signature, WatchedName
from signatures.text import folding
from signatures.text.watched_names.keys import watched_keys
from tests.factories import (
    make_domain,
    make_guild,
    make_link,
    make_signature,
    make_text,
    make_withdrawn,
)
from tests.text.watched_names.test_likeness import DISGUISES

pytestmark = pytest.mark.django_db

NETWORK = "11.22.33.0/24"


def watch(name, **fields):
    return WatchedName.objects.create(name=name, keys=sorted(watched_keys(name)), **fields)


def rule(kind, value, **fields):
    return Rule.objects.create(kind=kind, value=value, **fields)


def pending(text, **fields):
    return make_signature(text, state="pending", **fields)


def reasons(text, **fields):
    return screening.screen(pending(text, **fields)).reasons


def test_ordinary_signature_is_held_for_nothing_by_one_query(text, django_assert_num_queries):
    signature = pending(text, credit="Poet", source_network=NETWORK)
    watch("Grace Hopper")
    rule("domain", "bad.example")

    with django_assert_num_queries(1):
        assert screening.screen(signature) == screening.Verdict()


@pytest.mark.parametrize("length", [1, 300])
def test_confirming_costs_the_same_however_long_the_lists(text, length, django_assert_num_queries):
    link = make_link(pending(text, credit="Poet", source_network=NETWORK))
    for number in range(length):
        watch(f"Watched Number{number}")
        rule("domain", f"bad{number}.example")

    # The link, its wording, two of the savepoint, reasons, the key of the statement for hashes of
    # nameless signatures (none is here: one lookup by primary key), the write, codes.
    with django_assert_num_queries(8):
        signing.confirm(link)

    assert Signature.objects.get().state == "published"


def scans(cursor):
    """Return how often this transaction read the watch list as a table, and by an index."""
    read = "pg_stat_get_xact_numscans(oid)"
    cursor.execute(
        f"SELECT (SELECT {read} FROM pg_class WHERE relname = 'signatures_watchedname'),"
        f" (SELECT {read} FROM pg_class WHERE relname = 'watched_name_keys')"
    )
    return dict(zip(["table", "index"], cursor.fetchone(), strict=True))


@pytest.mark.parametrize("length", [100, 3000])
def test_watch_list_of_any_length_is_met_within_its_index(text, length):
    people = [f"Watched Number{number}" for number in range(length)]
    WatchedName.objects.bulk_create(
        WatchedName(name=each, keys=sorted(watched_keys(each))) for each in people
    )
    signature = pending(text, credit="Poet", source_network=NETWORK)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_watchedname")
        before = scans(cursor)
        screening.screen(signature)
        after = scans(cursor)

    assert after["table"] == before["table"]
    assert after["index"] > before["index"]


@pytest.mark.table("name", DISGUISES)
def test_watched_name_is_held_in_any_disguise(text, name):
    watch("Ada Lovelace")

    assert "watched_name" in reasons(text, name=name)


def test_name_is_watched_for_one_statement_or_for_all(text):
    watch("Ada Lovelace", statement=make_text().statement)
    watch("Grace Hopper", statement=text.statement)

    assert reasons(text, name="Ada Lovelace") == []
    assert reasons(text, name="Grace Hopper") == ["watched_name"]


def test_same_name_and_credit_are_held(text):
    make_signature(text, name="Ada Example", credit="Composer")

    assert reasons(text, name="ADA Éxample", credit="composer") == ["same_words"]


@pytest.mark.table(
    "fields",
    [
        {"name": "Ada Example", "credit": "Poet"},
        {"name": "Eve Example", "credit": "Composer"},
        {"name": "Ada Example", "credit": ""},
        {"name": "Ada Example", "credit": "Composer", "display": "anonymous"},
    ],
)
def test_another_person_is_not_the_same(text, fields):
    make_signature(text, name="Ada Example", credit="Composer")
    make_signature(text, name="Ada Example", credit="")

    assert reasons(text, **fields) == []


def test_same_words_elsewhere_or_unproven_say_nothing(text):
    make_signature(make_text(), name="Ada Example", credit="Composer")
    make_signature(text, state="rejected", name="Ada Example", credit="Composer")
    pending(text, name="Ada Example", credit="Composer")
    make_withdrawn(text)

    assert reasons(text, name="Ada Example", credit="Composer") == []


def test_second_address_of_a_mailbox_is_held(text):
    make_signature(text, email="ada@example.org")

    assert reasons(text, email="ada+2@example.org") == ["same_mailbox"]


def test_second_address_elsewhere_or_unproven_says_nothing(text):
    make_signature(make_text(), email="ada@example.org")
    pending(text, email="ada+1@example.org")

    assert reasons(text, email="ada+2@example.org") == []


@pytest.mark.table(
    ("email", "expected"),
    [
        ("ada@mailinator.com", ["disposable"]),
        ("ada@deep.mailinator.com", ["disposable"]),
        ("ada@my-mailinator.com", []),
        ("ada@gmail.com", []),
    ],
)
def test_throw_away_addresses_are_held(text, email, expected):
    assert reasons(text, email=email) == expected


def failed(email="ada@example.org", error="SMTPRecipientsRefused 550", *, days=1):
    before = make_signature(make_text(), email=email)
    at = timezone.now() - timedelta(days=days)
    OutgoingMail.objects.create(
        signature=before, kind="thank_you", failed_at=at, last_error=error, due_at=at
    )
    return before


def test_address_that_was_refused_is_held_on_every_statement(text):
    failed()
    other = make_signature(make_text(), email="eve@example.org")
    OutgoingMail.objects.create(signature=other, kind="thank_you", sent_at=timezone.now())

    assert reasons(text, email="ada@example.org") == ["bounced"]
    assert reasons(text, email="eve@example.org") == []


@pytest.mark.table(
    "failure",
    [{"days": 31}, {"error": "TimeoutError"}, {"error": "SMTPSenderRefused 550"}],
)
def test_failure_marks_no_address_for_ever_or_for_our_own_faults(text, failure):
    failed(**failure)

    assert reasons(text, email="ada@example.org") == []


def test_later_e_mail_that_arrives_clears_the_address(text):
    before = failed()
    OutgoingMail.objects.create(signature=before, kind="link", sent_at=timezone.now())

    assert reasons(text, email="ada@example.org") == []


@pytest.mark.table(
    "credit",
    ["Oscar-winning actress", "Poet (NOBEL Prize, 2011)", "Pálme d’Or 1999", "Prime Minister"],
)
def test_credit_that_claims_what_people_are_known_for_is_held(text, credit):
    assert reasons(text, credit=credit) == ["self_declared"]
    assert reasons(text, credit=credit, display="name") == []


@pytest.mark.table("credit", ["Oscar Example Trio", "Nobelius, “Emmyville”", "Minister", ""])
def test_other_credits_claim_nothing(text, credit):
    assert reasons(text, credit=credit) == []


def test_no_ordinary_credit_claims_anything():
    crowd = islice(people.people(Random(5), campaigns.OCCUPATIONS), 20_000)
    credits = {each.credit for each in crowd}

    held = [each for each in credits if folding.has_phrase(each, settings.KNOWN_FOR)]

    print(f"{len(held)} of {len(credits)} ordinary credits held: {held[:20]}")
    assert len(credits) > 400
    assert held == []


def test_what_people_are_known_for_is_written_as_it_is_compared():
    for phrase in settings.KNOWN_FOR:
        assert " ".join(folding.words(phrase)) == phrase


@pytest.mark.parametrize(
    ("network", "shared", "expected"),
    [
        (NETWORK, [], ["network_burst"]),
        (NETWORK, ["11.22.33.7/32"], []),
        ("2a00:1450:4001::/48", ["11.22.33.7/32"], ["network_burst"]),
        ("10.1.2.0/24", [], []),
        ("", [], []),
    ],
)
def test_burst_from_one_network_is_held(text, settings, network, shared, expected):
    settings.NETWORK_BURST, settings.SHARED_NETWORKS = 3, shared
    for _ in range(2):
        make_signature(text, source_network=network)
    assert reasons(text, source_network=network) == []

    make_signature(make_text(), source_network=network)

    assert reasons(text, source_network=network) == expected
    assert reasons(text, source_network="11.22.34.0/24") == []


@pytest.mark.parametrize(
    ("hall", "expected"),
    [("11.22.33.7/32", []), ("2001:db8::/48", ["network_burst"])],
)
def test_burst_from_a_hall_of_the_statement_is_not_held(settings, hall, expected):
    settings.NETWORK_BURST = 1
    text = make_text(shared_networks=[hall])
    make_signature(text, source_network=NETWORK)

    assert reasons(text, source_network=NETWORK) == expected
    assert reasons(make_text(), source_network=NETWORK) == ["network_burst"]


@pytest.mark.parametrize(
    ("domain", "expected"), [("one.example", ["domain_burst"]), ("gmail.com", [])]
)
def test_burst_from_one_mail_domain_is_held(text, settings, domain, expected):
    settings.DOMAIN_BURST = 3
    for number in range(3):
        make_signature(text, email=f"ada{number}@{domain}")

    assert reasons(text, email=f"eve@{domain}") == expected
    assert reasons(text, email="eve@other.example") == []


@pytest.mark.table(("confirmed", "expected"), [(True, []), (False, ["domain_burst"])])
def test_many_members_at_the_confirmed_domain_of_a_guild_are_no_burst(
    text, settings, confirmed, expected
):
    settings.DOMAIN_BURST = 3
    make_domain(make_guild(), "tin.example", confirmed=confirmed)
    for number in range(3):
        make_signature(text, email=f"ada{number}@tin.example")

    assert reasons(text, email="eve@tin.example") == expected


@pytest.mark.table(
    ("kind", "value", "expected"),
    [
        ("domain", "one.example", ["network_burst", "watched_name"]),
        ("network", NETWORK, ["domain_burst", "watched_name"]),
        ("address", "eve@one.example", ["watched_name"]),
    ],
)
def test_rule_can_allow_many_but_lifts_no_decision_of_organizers(
    text, settings, kind, value, expected
):
    settings.DOMAIN_BURST = settings.NETWORK_BURST = 3
    for number in range(3):
        make_signature(text, email=f"ada{number}@one.example", source_network=NETWORK)
    watch("Eve Example")
    held = rule("word", "eve")
    rule(kind, value, effect="allow")
    eve = {"name": "Eve Example", "email": "eve@one.example", "source_network": NETWORK}

    signature = pending(text, **eve)

    for verdict in (screening.screen(signature), *screening.screen_all([signature])):
        assert sorted(verdict.reasons) == sorted([*expected, f"rule_{held.pk}"])


def test_allowed_address_is_refused_by_the_rule_that_refuses_it(text):
    rule("domain", "one.example", effect="allow")
    refusing = rule("address", "eve@one.example", effect="refuse")

    verdict = screening.screen(pending(text, email="eve@one.example"))

    assert verdict.refused_by == f"rule {refusing.pk} (address)"


def test_what_came_over_an_hour_ago_is_no_burst(text, settings):
    settings.DOMAIN_BURST = settings.NETWORK_BURST = 3
    for number in range(3):
        make_signature(text, email=f"ada{number}@one.example", source_network=NETWORK)
    Signature.objects.update(attested_at=timezone.now() - timedelta(minutes=61))

    assert reasons(text, email="eve@one.example", source_network=NETWORK) == []


@pytest.mark.table(
    ("kind", "value", "fields"),
    [
        ("domain", "bad.example", {"email": "ada@bad.example"}),
        ("domain", "bad.example", {"email": "ada@mail.bad.example"}),
        ("address", "ada@bad.example", {"email": "Ada+7@bad.example"}),
        ("network", "11.22.33.0/24", {"source_network": "11.22.33.0/24"}),
        ("network", "11.22.0.0/16", {"source_network": "11.22.33.0/24"}),
        ("network", "2a00:1450::/32", {"source_network": "2a00:1450:4001::/48"}),
        ("name", "*love*ace", {"name": "Ada LOVELACE"}),
        ("name", "ada lovelace", {"name": "Ada Lovelacé"}),
        ("word", "robots", {"name": "Ada", "credit": "Against (Robots)"}),
        ("word", "robots", {"name": "Friends of Robots"}),
    ],
)
def test_rule_of_organizers_holds(text, kind, value, fields):
    made = rule(kind, value)

    assert reasons(text, **fields) == [f"rule_{made.pk}"]


@pytest.mark.table(
    ("kind", "value", "fields"),
    [
        ("domain", "bad.example", {"email": "ada@notbad.example"}),
        ("domain", "mail.bad.example", {"email": "ada@bad.example"}),
        ("address", "ada@bad.example", {"email": "adam@bad.example"}),
        ("network", "11.22.33.0/24", {"source_network": "11.22.34.0/24"}),
        ("network", "11.22.33.0/24", {"source_network": ""}),
        ("name", "lovelace", {"name": "Ada Lovelace"}),
        ("name", "ada_lovelace", {"name": "Ada Lovelace"}),
        ("name", "ada%", {"name": "Ada Lovelace"}),
        ("word", "ass", {"name": "Bassam Cassidy"}),
    ],
)
def test_rule_of_organizers_leaves_others_alone(text, kind, value, fields):
    rule(kind, value)

    assert reasons(text, **fields) == []


def test_rule_ends_and_may_be_of_one_statement(text):
    rule("domain", "bad.example", ends_at=timezone.now() - timedelta(minutes=1))
    rule("domain", "bad.example", statement=make_text().statement)
    rule("name", "ada*", statement=make_text().statement)

    assert reasons(text, email="ada@bad.example") == []


def test_rule_that_refuses_is_named_by_the_decision(text):
    made = rule("domain", "bad.example", effect="refuse")
    signature = pending(text, email="ada@bad.example")

    signing.confirm(make_link(signature))

    signature.refresh_from_db()
    decision = Decision.objects.get()
    assert (signature.state, signature.hold_reasons) == ("rejected", [f"rule_{made.pk}"])
    assert signature.published_at is None
    assert (decision.from_state, decision.to_state) == ("pending", "rejected")
    assert decision.reason == f"proven by email, refused by rule {made.pk} (domain)"
