from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.guilds.codes import batches
from signatures.actions.monitoring import digest_items, digests
from signatures.models import OutgoingMail
from tests.factories import (
    make_domain,
    make_endorsement,
    make_guild,
    make_officer,
    make_organizer,
    make_signature,
    make_text,
    make_vouch_request,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def held(text, **fields):
    return make_signature(text, state="held", name="Ada Example", **fields)


def texts(user, since=None):
    return [(each.text, each.is_new) for each in digest_items.waiting(user, since=since)]


@pytest.mark.table(
    ("role", "kinds"),
    [
        ("owner", ["under review", "asks to endorse"]),
        ("moderator", ["under review"]),
        ("editor", ["asks to endorse"]),
        ("viewer", []),
        ("", []),
    ],
)
def test_people_are_told_only_what_their_role_includes(text, role, kinds):
    held(text)
    make_endorsement(text, state="held")

    found = [line for line, _ in texts(make_organizer(role))]

    assert [any(kind in line for line in found) for kind in kinds] == [True] * len(kinds)
    assert len(found) == len(kinds)


def test_officer_is_told_of_requests_to_their_own_guild():
    guild = make_guild(name="Tin Players")
    officer = make_officer(guild)
    make_vouch_request(guild)
    make_vouch_request(make_guild())

    assert texts(officer.user) == [("Tin Players: 1 person asks you to vouch for them", True)]
    assert texts(officer.user, since=timezone.now()) == [
        ("Tin Players: 1 person asks you to vouch for them", False)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_digest_costs_the_same_however_many_statements(count, django_assert_max_num_queries):
    olga = make_organizer("owner")
    for _ in range(count):
        held(make_text())

    with django_assert_max_num_queries(10):
        digest_items.waiting(olga)


def test_owners_are_told_what_officers_ask_for():
    guild = make_guild(slug="tin", name="Tin Guild", methods=["guild_domain"], members=50)
    make_domain(guild, "tin.example", approved=False, confirmed=False)
    make_domain(guild, "other.example", confirmed=False)
    batches.ask(guild, size=9, ends_at=timezone.now() + DAY, note="", by=make_officer(guild).user)

    paths = {each.path: each.text for each in digest_items.waiting(make_organizer())}

    assert paths == {
        "/desk/guilds/tin/codes/": "Tin Guild: 1 request is waiting for your approval",
        "/desk/guilds/tin/domains/": "Tin Guild: 1 request is waiting for your approval",
    }
    assert digest_items.waiting(make_organizer("editor")) == []


def test_burst_and_mail_that_does_not_go_out_are_alarms(text):
    olga = make_organizer("owner")
    held(text, reasons=["domain_burst"])
    late = timezone.now() - DAY
    OutgoingMail.objects.create(signature=held(text), kind="link", due_at=late)

    found = texts(olga)
    assert ("E-mails are not being sent as they should be", True) in found
    assert ("ask: many signatures came at once from one network or domain", True) in found
    digests.send_due()
    olga.refresh_from_db()
    assert ("E-mails are not being sent as they should be", False) in texts(
        olga, since=olga.digest_at
    )
