"""A domain that changes hands: it is noticed within a month, and then proves nothing."""

from datetime import timedelta

import pytest

from signatures.actions.guilds.domains import dns_records, domains, rechecks
from signatures.errors import DnsAwayError, NotAtDomainError
from signatures.models import Decision, GuildDomain, OutgoingMail
from tests.factories import make_domain, make_guild, make_signature, make_text

pytestmark = pytest.mark.django_db

MONTH, DAY = timedelta(days=31), timedelta(days=1)


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-03-02 12:00:00+00:00")
    return time_machine


@pytest.fixture
def domain(noon):
    return make_domain(make_guild(slug="tin", methods=["guild_domain"]), "tin.example")


@pytest.fixture
def records(domain, monkeypatch):
    """The DNS: at first it holds the record of the domain."""
    held = {domains.record_name(domain): [domains.record_text(domain)]}
    monkeypatch.setattr(dns_records, "texts", lambda name: held.get(name, []))
    return held


def prove(domain):
    signature = make_signature(make_text(), email="ada@tin.example")
    return domains.prove(signature, guild=domain.guild)


def mails():
    return OutgoingMail.objects.filter(kind="account_notice").count()


def said():
    return list(
        Decision.objects.filter(about="guild").order_by("pk").values_list("to_state", flat=True)
    )


def test_domain_whose_record_stays_is_checked_once_a_month(domain, records, noon):
    assert rechecks.check_due() == 0
    noon.shift(MONTH)
    assert (rechecks.check_due(), rechecks.check_due()) == (1, 0)
    noon.shift(DAY)
    assert rechecks.check_due() == 0

    assert prove(domain)
    assert mails() == 0


def test_domain_without_its_record_lapses_after_a_notice(domain, records, noon):
    given = prove(domain)
    records.clear()
    noon.shift(MONTH)

    rechecks.check_due()
    assert mails() == 2  # the officer and the owner who approved it
    assert prove(domain)  # still, so that a slip in the DNS harms no one
    noon.shift(13 * DAY)
    rechecks.check_due()
    assert mails() == 2
    noon.shift(2 * DAY)
    rechecks.check_due()

    assert mails() == 4
    assert said() == ["DNS record gone", "lapsed: confirm it again"]
    with pytest.raises(NotAtDomainError):
        prove(domain)
    assert given.attestations.filter(method="guild_domain").exists()
    assert rechecks.check_due() == 0


def test_record_that_is_put_back_ends_the_notice(domain, records, noon):
    kept = dict(records)
    records.clear()
    noon.shift(MONTH)
    rechecks.check_due()
    records |= kept
    noon.shift(DAY)
    rechecks.check_due()
    noon.shift(20 * DAY)
    rechecks.check_due()

    assert said() == ["DNS record gone", "DNS record there again"]
    assert GuildDomain.objects.get().is_good


def test_record_of_another_owner_is_not_ours(domain, records, noon):
    records[domains.record_name(domain)] = ["guild=someone-else"]
    noon.shift(MONTH)
    rechecks.check_due()

    assert said() == ["DNS record gone"]


def test_dns_that_does_not_answer_says_nothing(domain, noon, monkeypatch):
    def away(name):
        raise DnsAwayError

    monkeypatch.setattr(dns_records, "texts", away)
    noon.shift(MONTH)

    assert rechecks.check_due() == 0
    assert said() == []


def test_lapsed_domain_is_confirmed_again(domain, records, noon):
    GuildDomain.objects.update(confirmed_at=None)
    domain.refresh_from_db()
    domains.confirm(domain, by=domain.added_by)

    assert prove(domain)
