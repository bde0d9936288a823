from datetime import timedelta

import dns.resolver
import pytest

from signatures.actions.guilds.domains import dns_records
from signatures.errors import DnsAwayError
from tests.dns_server import dns_server

RECORDS = {
    "_a.tin.example": ['"guild=" "abc"', '"other"'],
    "tin.example": [],
    "bad.example": "broken",
}


@pytest.fixture
def server(settings):
    settings.DNS_WITHIN = timedelta(seconds=60)  # on a machine that may be busy
    with dns_server(RECORDS) as address:
        settings.DNS_SERVERS = [address]
        yield


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("_a.tin.example", ["guild=abc", "other"]),
        ("tin.example", []),
        ("none.example", []),
    ],
)
def test_texts_are_what_the_server_says(name, texts):
    assert sorted(dns_records.texts(name)) == texts


@pytest.mark.usefixtures("server")
def test_broken_answer_says_nothing_about_the_domain(settings):
    settings.DNS_WITHIN = timedelta(seconds=0.5)  # it is asked again until then

    with pytest.raises(DnsAwayError):
        dns_records.texts("bad.example")


def test_silent_server_is_not_waited_for(settings, monkeypatch):
    settings.DNS_WITHIN = timedelta(seconds=0.3)
    waited = []
    resolve = dns.resolver.Resolver.resolve

    def note(self, *question, lifetime, **how):
        waited.append(lifetime)
        return resolve(self, *question, lifetime=lifetime, **how)

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", note)
    with dns_server(None) as address:
        settings.DNS_SERVERS = [address]
        with pytest.raises(DnsAwayError) as error:
            dns_records.texts("tin.example")

    assert waited == [0.3]
    assert isinstance(error.value.__cause__, dns.resolver.LifetimeTimeout)


@pytest.mark.table(
    ("written", "server"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_servers_are_written_with_a_port_or_without(written, server):
    made = dns_records._server(written)

    assert (made.address, made.port) == server
