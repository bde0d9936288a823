"""Traits of a signature that rules are about: its words, addresses, networks and name."""

import ipaddress
import re
from collections.abc import Iterator

from django.conf import settings

from signatures.actions.evidence import voices
from signatures.actions.evidence.candidates import Screened
from signatures.actions.evidence.voices import Voice
from signatures.models import Rule
from signatures.text import addresses, folding

# The largest networks a rule can name, as prefix lengths of IPv4 and IPv6.
LARGEST = {4: 8, 6: 16}


def is_somewhere(source_network: str) -> bool:
    """Return whether a network says where someone is: not if it is shared by many or private."""
    if not source_network:
        return False
    network = ipaddress.ip_network(source_network)
    shared = map(ipaddress.ip_network, settings.SHARED_NETWORKS)
    return network.is_global and not any(network.overlaps(each) for each in shared)


def traits(signature: Screened, voice: Voice | None = None) -> set[tuple[str, str]]:
    """Return kind and value of every rule that would match, except rules for a name pattern.

    ``voice`` is that of the signature; None reads it.
    """
    voice = voices.of(signature) if voice is None else voice
    said = " ".join([signature.name, signature.credit, *voice])
    found = {(Rule.Kind.WORD.value, word) for word in folding.words(said)}
    if signature.mailbox:
        found |= {(Rule.Kind.DOMAIN.value, each) for each in addresses.domains(signature.mailbox)}
        found.add((Rule.Kind.ADDRESS.value, signature.folded_address))
        soft = signature.mailbox_soft or signature.folded_address
        found.add((Rule.Kind.ADDRESS.value, soft))
    if signature.source_network:
        around = _networks_around(signature.source_network)
        found |= {(Rule.Kind.NETWORK.value, each) for each in around}
    return found


def is_hit(signature: Screened, kind: str, value: str) -> bool:
    """Return whether a rule of this kind and value applies to ``signature``."""
    if kind == Rule.Kind.NAME:
        pattern = ".*".join(map(re.escape, value.split("*")))
        return re.fullmatch(pattern, folding.folded(signature.name), re.DOTALL) is not None
    return (kind, value) in traits(signature)


def _networks_around(source_network: str) -> Iterator[str]:
    """Yield the network and all larger ones that a rule can name."""
    network = ipaddress.ip_network(source_network)
    first = network.network_address
    for length in range(LARGEST[network.version], network.prefixlen + 1):
        below = network.max_prefixlen - length
        yield f"{type(first)(int(first) >> below << below)}/{length}"
