"""Erasure of the identity behind signatures whose name is not shown.

The signature stays, with its display, its evidence and its own page. Until signing is over, keyed
hashes of the mailbox keep the same person from signing twice. The key is different for each
statement; once it is deleted, the hashes say nothing.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from signatures import tokens
from signatures.actions.privacy import erase
from signatures.models import MailboxKey, Signature, Statement, VouchRequest, WithheldMailbox
from signatures.models.compiled import CompiledQuery
from signatures.models.decision import CHANGED, NAME_ERASED
from signatures.models.personal_data import When
from signatures.models.signature import SignatureQuerySet
from signatures.text import addresses

PURPOSE = "withheld mailbox"
ALL_KEYS = CompiledQuery(lambda: MailboxKey.objects.values_list("statement", "key"))
KEYS_OF = CompiledQuery(
    lambda statement: MailboxKey.objects.filter(statement=statement).values_list("statement", "key")
)


def erase_due() -> int:
    """Erase each identity that is KEEP_WITHHELD old and not shown. Return how many.

    May be repeated. A request that an officer of a guild has not answered yet puts it off.
    """
    return erase.in_chunks(Signature.objects.filter(pk__in=due().values("pk")), _erase)


def due() -> SignatureQuerySet:
    """Return the signatures whose identity is to be erased now."""
    before = timezone.now() - settings.KEEP_WITHHELD
    changed = Max("decisions__decided_at", filter=Q(decisions__to_state=CHANGED))
    asks = VouchRequest.objects.open().filter(signature=OuterRef("pk"))
    withheld = Signature.objects.filter(
        ~Exists(asks), display__in=Signature.WITHHELD, attested_at__lt=before
    )
    named = withheld.exclude(name="").exclude(state=Signature.State.WITHDRAWN)
    return named.annotate(since=Greatest("attested_at", changed)).filter(since__lt=before)


def erased_at(signature: Signature) -> datetime | None:
    """Return when the identity of ``signature`` will be erased; None if its name is shown."""
    if signature.is_erased or signature.display not in Signature.WITHHELD:
        return None
    changed = signature.decisions.filter(to_state=CHANGED).aggregate(last=Max("decided_at"))
    times = [each for each in (signature.attested_at, changed["last"]) if each]
    return max(times) + settings.KEEP_WITHHELD if signature.attested_at else None


def erase_now(signature: Signature) -> None:
    """Erase the identity of a signature whose name is not shown, and which gave no address.

    Call it in the transaction that proves the signature: then nothing of the person is stored.
    """
    erase.empty_fields([signature], when=When.WITHHELD)
    erase.log_erasure([signature], reason="signed by a code alone", to_state=NAME_ERASED)


def _erase(found: Sequence[Signature]) -> None:
    _keep_hashes(found)
    erase.empty_fields(found, when=When.WITHHELD)
    days = settings.KEEP_WITHHELD.days
    reason = f"the name is not shown: erased {days} days after the proof or the last change"
    erase.log_erasure(found, reason=reason, to_state=NAME_ERASED)


def _keep_hashes(found: Sequence[Signature]) -> None:
    """Write the hashes of each mailbox, with a key of its statement, while people can sign."""
    signed = {each.statement_id for each in found if each.mailbox}
    over = timezone.now() - settings.CONFIRM_WITHIN
    there = Statement.objects.filter(pk__in=signed).exclude(closes_at__lt=over)
    keys = {each.pk: _key(each) for each in there}
    WithheldMailbox.objects.bulk_create(
        [
            WithheldMailbox(
                signature=each,
                statement_id=each.statement_id,
                sha256=_hash(each.mailbox, keys[each.statement_id]),
                soft_sha256=_hash(each.mailbox_soft or each.mailbox, keys[each.statement_id]),
            )
            for each in found
            if each.mailbox and each.statement_id in keys
        ],
        ignore_conflicts=True,
    )


def _key(statement: Statement) -> bytes:
    made = {"key": secrets.token_bytes(32)}
    found, _ = MailboxKey.objects.get_or_create(statement=statement, defaults=made)
    return bytes(found.key)


def _hash(mailbox: str, key: bytes, site_key: str | None = None) -> bytes:
    """Return a hash that takes both keys: the one in the database and the one of the site."""
    inner = tokens.fingerprint(mailbox, purpose=PURPOSE, key=site_key)
    return hmac.digest(key, inner, "sha256")


def find(email: str, *, of: int | None = None) -> list[Signature]:
    """Return the nameless signatures of an address, on all statements or ``of`` one (its id).

    The work is the same whether or not there are any.
    """
    both = addresses.keys(addresses.mailbox(email))
    hashes = [each for mailbox in both for each in _hashes(mailbox, of)]
    found = Signature.objects.filter(
        withheld_mailbox__statement__in=[pk for pk, _ in hashes],
        withheld_mailbox__sha256__in=[sha256 for _, sha256 in hashes],
    )
    return list(found.standing().select_related("statement", "text_version").order_by("pk"))


def has_similar(signature: Signature) -> bool:
    """Tell whether a nameless signature of its statement has the same mailbox in its soft form."""
    if not signature.mailbox_soft:
        return False
    hashes = [sha256 for _, sha256 in _hashes(signature.mailbox_soft, signature.statement_id)]
    if not hashes:
        return False
    there = WithheldMailbox.objects.filter(
        statement=signature.statement_id, soft_sha256__in=hashes
    ).exclude(signature=signature)
    return there.exists()


def _hashes(mailbox: str, statement: int | None) -> list[tuple[int, bytes]]:
    """Return every hash of ``mailbox``, older keys of the site included, by statement."""
    keys = ALL_KEYS.all() if statement is None else KEYS_OF.all(statement=statement)
    site_keys = tokens.known_keys().values()
    return [(pk, _hash(mailbox, bytes(key), each)) for pk, key in keys for each in site_keys]


def delete_of_closed() -> int:
    """Delete keys and hashes of statements no one can sign or confirm any more. Return how many."""
    over = timezone.now() - settings.CONFIRM_WITHIN
    keys = MailboxKey.objects.filter(statement__closes_at__lt=over).delete()[0]
    hashes = WithheldMailbox.objects.filter(statement__closes_at__lt=over)
    return keys + hashes.delete()[0]
