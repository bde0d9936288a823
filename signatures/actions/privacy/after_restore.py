"""Erasure after a restore of what the file of erasures names and the restored dump still has."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from signatures import tokens
from signatures.actions.privacy import erase
from signatures.actions.privacy.erasures_file import Lines, address_hash, since
from signatures.models import IdentityClaim, Signature, Statement, Suppression
from signatures.models.personal_data import When

CHUNK = 2_000  # rows in memory: all of them are read
BEFORE_RESTORE = "erased before the database was restored"


class Reapplied(NamedTuple):
    """Numbers of what was erased again after a restore."""

    signatures: int
    mailboxes: int
    addresses: int  # that their signatories had replaced
    claims: int


def reapply(lines: Lines) -> Reapplied:
    """Erase again what ``lines`` of the file of erasures name, after a restore.

    May be repeated: what is erased stays erased. Of a signature whose address was replaced only
    the address goes, because the dump does not have the new one.
    """
    found = Signature.objects.filter(pk__in=list(signatures_in(lines)))
    again = sum(
        erase.erase(each, reason=BEFORE_RESTORE) for each in found.select_related("statement")
    )
    addresses = erase.in_chunks(
        Signature.objects.filter(pk__in=list(moved_in(lines))).exclude(email=""), _erase_address
    )
    erased, _ = IdentityClaim.objects.filter(pk__in=list(claims_in(lines))).delete()
    return Reapplied(again, suppress_again(lines), addresses, erased)


def _erase_address(found: Sequence[Signature]) -> None:
    erase.empty_fields(found, when=When.ADDRESSES)


def signatures_in(lines: Lines) -> Iterator[int]:
    """Yield the id of each signature that ``lines`` name as erased but that is not."""
    there = Signature.objects.standing().values_list("pk", "public_id")
    return (pk for pk, public in there.iterator(CHUNK) if _is_in(lines.erased, public))


def moved_in(lines: Lines) -> Iterator[int]:
    """Yield the id of each signature with an address that was replaced later, as ``lines`` say."""
    known = tokens.known_keys()
    there = Signature.objects.exclude(email="").only("public_id", "mailbox").iterator(CHUNK)
    for signature in there if lines.moved else ():
        now = {
            key: of_key.get(_hash(signature.public_id, known[key]))
            for key, of_key in lines.moved.items()
        }
        found = {key: address for key, address in now.items() if address}
        has_it = any(address_hash(signature, known[key]).hex() == e for key, e in found.items())
        if found and not has_it:
            yield signature.pk


def claims_in(lines: Lines) -> Iterator[int]:
    """Yield the id of each report that ``lines`` name as erased but that is there."""
    there = IdentityClaim.objects.values_list("pk", "public_id")
    return (pk for pk, public in there.iterator(CHUNK) if _is_in(lines.claims, public))


def _is_in(hashes: Mapping[str, Container[str]], public_id: UUID) -> bool:
    """Tell whether ``hashes``, by the id of their key, contain that of ``public_id``."""
    known = tokens.known_keys()
    return any(_hash(public_id, known[key]) in of_key for key, of_key in hashes.items())


def _hash(public_id: UUID, key: str) -> str:
    return tokens.fingerprint(str(public_id), purpose="erasure", key=key).hex()


def suppress_again(lines: Lines) -> int:
    """Create each missing suppression of ``lines`` and return how many. May be repeated."""
    statements = {(each.pk, since(each)) for each in Statement.objects.all()} | {(None, "")}
    missing = 0
    for line in lines.suppressed:
        if (line["statement"], line["since"]) in statements:
            _, is_new = Suppression.objects.get_or_create(
                statement_id=line["statement"],
                mailbox_hash=bytes.fromhex(line["hash"]),
                defaults={"reason": line["reason"], "key_id": line["key"]},
            )
            missing += is_new
    return missing
