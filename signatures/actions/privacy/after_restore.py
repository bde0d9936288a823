"""Erasure after a restore of what the file of erasures names and the restored dump still has."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from signatures import tokens
from signatures.actions.privacy import erase
from signatures.actions.privacy.erasures_file import Lines, address_hash, since
from signatures.models import IdentityClaim, Signature, Statement, Suppression
from signatures.models.personal_data import When

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
    found = list(signatures_in(lines))
    again = sum(erase.erase(each, reason=BEFORE_RESTORE) for each in found)
    moved = [each.pk for each in moved_in(lines)]
    addresses = erase.in_chunks(
        Signature.objects.filter(pk__in=moved).exclude(email=""), _erase_address
    )
    claims = [each.pk for each in claims_in(lines)]
    erased, _ = IdentityClaim.objects.filter(pk__in=claims).delete()
    return Reapplied(again, suppress_again(lines), addresses, erased)


def _erase_address(found: Sequence[Signature]) -> None:
    erase.empty_fields(found, when=When.ADDRESSES)


def signatures_in(lines: Lines) -> Iterator[Signature]:
    """Yield each signature that ``lines`` name as erased but that is not."""
    there = Signature.objects.standing().select_related("statement")
    return (e for e in there.iterator(chunk_size=2_000) if _is_in(lines.erased, e.public_id))


def moved_in(lines: Lines) -> Iterator[Signature]:
    """Yield each signature with an address that was replaced later, as ``lines`` say."""
    known = tokens.known_keys()
    there = Signature.objects.exclude(email="").iterator(chunk_size=2_000)
    for signature in there if lines.moved else ():
        now = {
            key: of_key.get(_hash(signature.public_id, known[key]))
            for key, of_key in lines.moved.items()
        }
        found = {key: address for key, address in now.items() if address}
        has_it = any(address_hash(signature, known[key]).hex() == e for key, e in found.items())
        if found and not has_it:
            yield signature


def claims_in(lines: Lines) -> Iterator[IdentityClaim]:
    """Yield each report that ``lines`` name as erased but that is there."""
    there = IdentityClaim.objects.all()
    return (e for e in there.iterator(chunk_size=2_000) if _is_in(lines.claims, e.public_id))


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
