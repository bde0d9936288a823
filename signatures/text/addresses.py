"""Mail addresses: which can be mailed, and which are the same mailbox.

Three forms of one address: ``clean_email`` is mailed, ``mailbox`` decides who
has signed already, ``soft_mailbox`` only makes an organizer look. What stands in
front of the @ belongs to its provider (RFC 5321, 2.3.11), so anything beyond
letter case is a guess, and merging two people is the worse mistake.
"""

import re
import unicodedata

import idna
from disposable_email_domains import blocklist

from signatures.text.characters import JOINERS, is_hidden, is_plain

# RFC 5321, 4.5.3.1: a path of 256 characters, less its two brackets.
MOST_IN_AN_ADDRESS = 254
MOST_IN_A_LOCAL_PART = 64

# RFC 5321, 4.1.2: Dot-string. The quoted form is legal and nobody's.
LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.I)

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOSTNAME = re.compile(rf"(?:{LABEL}\.)+(?=[a-z]){LABEL}")
IP_ADDRESS = re.compile(r"\[.*|[0-9.]+|.*:.*")

# What may be an address within a text; a little more than addresses is found.
QUOTED = re.compile(r"[^\s@]+@[^\s@]+")

BULLET = "•"


class NotAnAddressError(ValueError):
    """The text is no address this site can mail. ``code`` says why.

    empty, too_long, space, control_character, no_at, local_not_ascii,
    local_part, ip_address, no_dot, domain.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_email(typed: str) -> str:
    """Return the address as any mail server takes it, without SMTPUTF8: all ASCII.

    Trimmed, NFKC (full-width letters are a keyboard's), the domain as IDNA 2008
    has it (RFC 5891) in lower case; the local part keeps its case (RFC 5321,
    2.4). ``" Ada@BÜCHER.de"`` becomes ``"Ada@xn--bcher-kva.de"``. Raises
    NotAnAddressError.
    """
    # Bounded before NFKC, whose time grows with the square of a tower of marks.
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


def mailbox(email: str) -> str:
    """Fold an address to the form that decides who has signed already.

    ``ＡＤＡ@Bücher.de`` and ``ada@xn--bcher-kva.de`` are one mailbox. Dots and
    ``+tag`` are kept (RFC 5321, 2.3.11). Raises NotAnAddressError.
    """
    return clean_email(email).lower()


def soft_mailbox(email: str) -> str:
    """Fold further, by the habits of providers: a reason to look, never to refuse.

    ``Ada.B+news@googlemail.com`` and ``adab@gmail.com`` are alike. ``+tag`` goes
    everywhere (RFC 5233 calls it the detail), dots only at Gmail. Raises
    NotAnAddressError.
    """
    local, _, domain = mailbox(email).rpartition("@")
    local = local.partition("+")[0].rstrip(".") or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domains(mailbox: str) -> list[str]:
    """Return the domain of a mailbox and those above it, the longest first.

    ``ada@mail.example.org`` has ``["mail.example.org", "example.org"]``: a rule about the
    second holds for the first.
    """
    labels = mailbox.rpartition("@")[2].split(".")
    return [".".join(labels[above:]) for above in range(len(labels) - 1)]


def is_disposable(mailbox: str) -> bool:
    """True for a mailbox of a service that gives them out to be thrown away."""
    return not blocklist.isdisjoint(domains(mailbox))


def mask(email: str) -> str:
    """Return an address its owner recognizes and nobody else learns.

    ``ada@example.org`` is shown as ``a•••@e••••••.org``. The local part always
    has three dots, so that its length stays hidden too; RFC 5891 domains are
    shown as they are read. Raises NotAnAddressError.
    """
    local, _, domain = clean_email(email).rpartition("@")
    name, _, ending = read_domain(domain).rpartition(".")
    return f"{local[0]}{BULLET * 3}@{name[0]}{BULLET * (len(name) - 1)}.{ending}"


def _check_characters(text: str) -> None:
    if not text:
        raise NotAnAddressError("empty")
    if text.split() != [text]:
        raise NotAnAddressError("space")
    # Persian domains are spelled with joiners; IDNA knows where they may stand.
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
    """Return a domain as IDNA 2008 has it, in lower case. Raises NotAnAddressError."""
    if IP_ADDRESS.fullmatch(typed):
        raise NotAnAddressError("ip_address")
    domain = typed.lower()
    # The standard library has IDNA 2003 only, which mails faß.de as fass.de.
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
