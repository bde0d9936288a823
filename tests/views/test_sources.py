import ipaddress

import pytest
from django.test import RequestFactory

from signatures.models import Statement
from signatures.views import sources


def request(address="203.0.113.77", **headers):
    return RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.table(
    ("address", "limited", "network"),
    [
        ("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("", "0.0.0.0/32", "0.0.0.0/24"),
        ("unix:", "0.0.0.0/32", "0.0.0.0/24"),
    ],
)
def test_source_is_one_address_for_limits_and_a_network_to_keep(address, limited, network):
    source = sources.source_of(request(address))

    assert (source.limited, source.network) == (limited, network)
    assert not source.shared


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "203.0.113.77"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (2, "192.0.2.66, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.77"),
        (1, "<script>", "0.0.0.0"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies

    found = sources.address_of(request(**{"x-forwarded-for": forwarded}))

    assert found == ipaddress.ip_address(address)


@pytest.mark.parametrize(("address", "shared"), [("203.0.113.77", True), ("203.0.114.77", False)])
def test_guild_hall_shares_one_address(settings, address, shared):
    settings.SHARED_NETWORKS = ["203.0.113.0/24", "2001:db8::/32"]

    assert sources.source_of(request(address)).shared == shared


@pytest.mark.parametrize(("address", "shared"), [("192.0.2.9", True), ("192.0.2.99", False)])
def test_hall_of_one_statement_shares_one_address_there_alone(address, shared):
    statement = Statement(shared_networks=["2001:db8::/48", "192.0.2.0/28"])

    assert sources.source_of(request(address), statement).shared == shared
    assert not sources.source_of(request(address), Statement()).shared
