"""DNS lookups of TXT records, with a time limit."""

from functools import cache

import dns.exception
import dns.resolver
from django.conf import settings

from signatures.errors import DnsAwayError

PORT = 53


def texts(name: str) -> list[str]:
    """Return the TXT records at ``name``, or an empty list if the name does not exist.

    Waits at most DNS_WITHIN. Raises DnsAwayError when no server answers.
    """
    within = settings.DNS_WITHIN.total_seconds()
    try:
        found = _resolver(tuple(settings.DNS_SERVERS)).resolve(
            f"{name}.", "TXT", lifetime=within, raise_on_no_answer=False, search=False
        )
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsAwayError from error
    return [b"".join(each.strings).decode("utf-8", "replace") for each in found.rrset or []]


@cache
def _resolver(servers: tuple[str, ...]) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [_server(each) for each in servers]
    resolver.retry_servfail = True
    return resolver


def _server(written: str) -> dns.nameserver.Do53Nameserver:
    address, colon, port = written.rpartition(":")
    is_ipv6 = ":" in address and not address.startswith("[")
    if not colon or is_ipv6:
        return dns.nameserver.Do53Nameserver(written, PORT)
    return dns.nameserver.Do53Nameserver(address.strip("[]"), int(port))
