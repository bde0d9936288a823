"""Validation and comparison of e-mail addresses.

An address has three forms: we send to ``clean_email``, ``mailbox`` tells whether someone has
signed already, and ``soft_mailbox`` only makes an organizer look. Only the provider knows what
the part before the @ means (RFC 5321, 2.3.11). So anything beyond letter case is a guess, and
merging two people is worse than counting one twice.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

import idna
from disposable_email_domains import blocklist
from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from signatures.text.characters import JOINERS, is_hidden, is_plain

# RFC 5321, 4.5.3.1: a path of 256 characters, less its two brackets.
MOST_IN_AN_ADDRESS = 254
MOST_IN_A_LOCAL_PART = 64

# RFC 5321, 4.1.2: Dot-string. The quoted form is legal, but no one uses it.
LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.I)

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOSTNAME = re.compile(rf"(?:{LABEL}\.)+(?=[a-z]){LABEL}")
IP_ADDRESS = re.compile(r"\[.*|[0-9.]+|.*:.*")

# Finds possible addresses within a text; it matches a little more than addresses.
QUOTED = re.compile(r"[^\s@]+@[^\s@]+")

BULLET = "•"


# Domains that many people have, and that are long enough to recognize a typo in them.
USED_MOST = ["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com"]
USED_MOST += ["googlemail.com", "protonmail.com"]


class NotAnAddressError(ValueError):
    """The text is not an address this site can send e-mail to. ``code`` says why.

    empty, too_long, space, control_character, no_at, local_not_ascii,
    local_part, ip_address, no_dot, domain.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# Stands before the mailbox of a second person, where a statement allows two.
SECOND = "2 "


def clean_email(typed: str) -> str:
    """Return the address in ASCII, which every mail server accepts even without SMTPUTF8.

    The text is trimmed and brought to NFKC, because some keyboards type full-width letters.
    The domain becomes IDNA 2008 (RFC 5891) in lower case; the local part keeps its case
    (RFC 5321, 2.4). ``" Ada@BÜCHER.de"`` becomes ``"Ada@xn--bcher-kva.de"``. Raises
    NotAnAddressError.
    """
    # Check the length before NFKC, which takes quadratic time for many marks in a row.
    if len(typed.strip()) > 4 * MOST_IN_AN_ADDRESS:
        raise NotAnAddressError("too_long")
    text = unicodedata.normalize("NFKC", typed).strip()
    _check_characters(text)
    local, at, domain = text.rpartition("@")
    if not (local and at and domain):
        raise NotAnAddressError("no_at")
    _check_local_part(local)
    email = f"{local}@{ascii_domain(domain)}"
    if len(email) > MOST_IN_AN_ADDRESS:
        raise NotAnAddressError("too_long")
    return email


def probably_meant(email: str, *, known: Collection[str]) -> str:
    """Return the address with the domain of a large provider, if ``email`` has nearly that one.

    ``"ada@gmail.con"`` becomes ``"ada@gmail.com"``. Return "" if the domain is no typo, like one
    of those that are ``known``.
    """
    local, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if not local or domain in known:
        return ""
    near = (each for each in USED_MOST if OSA.distance(domain, each, score_cutoff=1) == 1)
    return next((f"{local}@{each}" for each in near), "")


def mailbox(email: str) -> str:
    """Fold an address to the form that tells whether someone has signed already.

    ``ＡＤＡ@Bücher.de`` and ``ada@xn--bcher-kva.de`` are one mailbox. Dots and
    ``+tag`` are kept (RFC 5321, 2.3.11). Raises NotAnAddressError.
    """
    return clean_email(email).lower()


def second_key(mailbox: str) -> str:
    """Return ``Signature.mailbox`` of the second person who signs a statement with ``mailbox``.

    No address begins like this, so that one column can have both and stays unique.
    """
    return f"{SECOND}{mailbox}"


def keys(mailbox: str) -> list[str]:
    """Return ``Signature.mailbox`` of everyone with this mailbox: of the first and the second."""
    return [mailbox, second_key(mailbox)]


def other_key(key: str | None) -> str | None:
    """Return ``Signature.mailbox`` of the other person who may have signed with the same one."""
    return next((each for each in keys(of_key(key)) if each != key), None) if key else None


def of_key(key: str) -> str:
    """Return the mailbox of a ``Signature.mailbox``."""
    return key.removeprefix(SECOND)


def soft_mailbox(email: str) -> str:
    """Fold further, as providers do: a match is a reason to look, never to reject.

    ``Ada.B+news@googlemail.com`` and ``adab@gmail.com`` are alike. ``+tag`` is dropped
    everywhere (RFC 5233 calls it the detail), dots only at Gmail. Raises
    NotAnAddressError.
    """
    local, _, domain = mailbox(email).rpartition("@")
    local = local.partition("+")[0].rstrip(".") or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domains(mailbox: str) -> list[str]:
    """Return the domain of a mailbox and its parent domains, longest first.

    ``ada@mail.example.org`` has ``["mail.example.org", "example.org"]``, so that a rule about
    the second also applies to the first.
    """
    labels = mailbox.rpartition("@")[2].split(".")
    return [".".join(labels[above:]) for above in range(len(labels) - 1)]


def is_disposable(mailbox: str) -> bool:
    """Return whether the mailbox belongs to a service for disposable addresses."""
    return not blocklist.isdisjoint(domains(mailbox))


def is_shared(domain: str) -> bool:
    """Return whether anyone can get a name below ``domain``, as below ``co.uk`` or ``github.io``.

    Follows the Public Suffix List, which is part of the package: nothing is asked of a network.
    """
    return suffixes().privatesuffix(domain) is None


@cache
def suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def mask(email: str) -> str:
    """Return a masked address that its owner recognizes and no one else can read.

    ``ada@example.org`` becomes ``a•••@e••••••.org``. The local part always has three dots, so
    that its length stays hidden too. RFC 5891 domains are shown with Unicode letters. Raises
    NotAnAddressError.
    """
    local, _, domain = clean_email(email).rpartition("@")
    name, _, ending = read_domain(domain).rpartition(".")
    return f"{local[0]}{BULLET * 3}@{name[0]}{BULLET * (len(name) - 1)}.{ending}"


def _check_characters(text: str) -> None:
    if not text:
        raise NotAnAddressError("empty")
    if text.split() != [text]:
        raise NotAnAddressError("space")
    # Persian domains need joiners; IDNA checks where they are allowed.
    if not is_plain(text) and any(is_hidden(char) and char not in JOINERS for char in text):
        raise NotAnAddressError("control_character")


def _check_local_part(local: str) -> None:
    if not local.isascii():
        raise NotAnAddressError("local_not_ascii")
    if len(local) > MOST_IN_A_LOCAL_PART:
        raise NotAnAddressError("too_long")
    if not LOCAL_PART.fullmatch(local):
        raise NotAnAddressError("local_part")


def ascii_domain(typed: str) -> str:
    """Return a domain in IDNA 2008 and lower case. Raises NotAnAddressError."""
    if IP_ADDRESS.fullmatch(typed):
        raise NotAnAddressError("ip_address")
    domain = typed.lower()
    # The standard library has only IDNA 2003, which turns faß.de into fass.de.
    if not domain.isascii() or "xn--" in domain:
        try:
            domain = idna.encode(typed, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise NotAnAddressError("domain") from error
    if "." not in domain:
        raise NotAnAddressError("no_dot")
    if not HOSTNAME.fullmatch(domain):
        raise NotAnAddressError("domain")
    return domain


def read_domain(domain: str) -> str:
    """Return an ASCII domain as people read it: ``xn--bcher-kva.de`` is ``bücher.de``."""
    return idna.decode(domain) if "xn--" in domain else domain
