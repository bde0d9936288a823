"""DNS records of the sender's domain: SPF, DKIM and DMARC, as far as anyone can see them."""

from collections.abc import Iterable, Iterator

from signatures.actions.guilds.domains import dns_records

SPF, DMARC = "v=spf1", "v=dmarc1"
WEAK_SPF = {"+all", "all", "?all"}


def problems(domain: str, selectors: Iterable[str]) -> list[str]:
    """Return a sentence for each record of ``domain`` that is missing or weak.

    Raises DnsAwayError when no DNS server answers.
    """
    return [*_spf(domain), *_dmarc(domain), *_dkim(domain, list(selectors))]


def _spf(domain: str) -> Iterator[str]:
    found = _records(domain, SPF)
    if not found:
        yield f'SPF is missing: add a TXT record at {domain} that begins with "{SPF}".'
    elif len(found) > 1:
        yield f"SPF does not work: {domain} has {len(found)} SPF records. Merge them into one."
    elif not {"-all", "~all"} & set(found[0].split()) and "redirect=" not in found[0]:
        weak = sorted(WEAK_SPF & set(found[0].split()))
        yield f"SPF lets anyone send ({', '.join(weak) or 'no end'}): end it with ~all or -all."


def _dmarc(domain: str) -> Iterator[str]:
    """Look at the domain, and like receivers at the domains above it."""
    parts = domain.split(".")
    above = [".".join(parts[at:]) for at in range(len(parts) - 1)]
    found = next(filter(None, (_records(f"_dmarc.{each}", DMARC) for each in above)), [])
    if not found:
        yield f'DMARC is missing: add a TXT record at _dmarc.{domain}, such as "v=DMARC1; p=none".'
    elif len(found) > 1:
        yield f"DMARC does not work: {domain} has {len(found)} DMARC records. Merge them into one."
    elif "p=none" in found[0].replace(" ", ""):
        yield "DMARC asks for nothing (p=none). Change it to p=quarantine once e-mail arrives."


def _dkim(domain: str, selectors: list[str]) -> Iterator[str]:
    if not selectors:
        yield (
            "DKIM cannot be seen without its selector. Look at the test e-mail as it arrived: its"
            " header DKIM-Signature has s=SELECTOR. Then run this again with --selector SELECTOR."
        )
    for each in selectors:
        name = f"{each}._domainkey.{domain}"
        found = [text.replace(" ", "") for text in dns_records.texts(name)]
        keys = [text for text in found if "p=" in text]
        if not keys:
            yield f"DKIM is missing: there is no key at {name}."
        elif all(text.endswith("p=") or "p=;" in text for text in keys):
            yield f"DKIM does not work: the key at {name} is revoked."


def _records(name: str, begins: str) -> list[str]:
    texts = (text.strip().lower() for text in dns_records.texts(name))
    return [text for text in texts if text.startswith(begins)]
