"""Secret tokens: e-mailed links, codes, form stamps, keyed hashes and encryption. No models.

A link is 256 random bits. The database keeps its SHA-256, which is enough for a value that no
one can guess. A code is only 40 bits, so it is kept as a keyed hash and few tries are allowed.
A guild's code is 80 bits, so a plain SHA-256 is enough again.
"""

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # Crockford's base 32: no I, L, O, U
CODE_LENGTH = 8
CODE_CONFUSED = str.maketrans("ILO", "110")


def new_link() -> str:
    """Return 32 random bytes as 43 characters that need no escaping in a URL."""
    return secrets.token_urlsafe(32)


def link_hash(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()


def new_code() -> str:
    """Return a new code as it is written in an e-mail: ``ABCD-2345``."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(code: str, mailbox: str) -> bytes:
    """Hash a code for one mailbox. Case and hyphens do not matter, nor O for 0, I or L for 1."""
    letters = "".join(filter(str.isalnum, code)).upper().translate(CODE_CONFUSED)
    return fingerprint(f"{letters} {mailbox}", purpose="code")


GUILD_CODE_BYTES = 10  # 80 bits, which are 16 letters and digits
GUILD_CODE_LENGTH = 16
RFC_4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
FROM_RFC_4648 = bytes.maketrans(RFC_4648, CODE_ALPHABET.encode())
TO_RFC_4648 = bytes.maketrans(CODE_ALPHABET.encode(), RFC_4648)


def new_guild_codes(number: int) -> bytes:
    """Return ``number`` codes as random bytes; see ``guild_codes``."""
    return secrets.token_bytes(number * GUILD_CODE_BYTES)


def guild_codes(made: bytes) -> Iterator[str]:
    """Yield the codes that ``made`` holds, each as ``read_guild_code`` returns it."""
    chunk = 1_000 * GUILD_CODE_BYTES
    for start in range(0, len(made), chunk):
        letters = base64.b32encode(made[start : start + chunk]).translate(FROM_RFC_4648).decode()
        for at in range(0, len(letters), GUILD_CODE_LENGTH):
            yield letters[at : at + GUILD_CODE_LENGTH]


def read_guild_code(typed: str) -> str | None:
    """Return a guild's code in its plain form, or None if ``typed`` cannot be one.

    Case, spaces, dashes and other marks do not matter, nor does O for 0, I or L for 1.
    """
    plain = unicodedata.normalize("NFKC", typed[:100])
    letters = "".join(filter(str.isalnum, plain)).upper().translate(CODE_CONFUSED)
    is_one = len(letters) == GUILD_CODE_LENGTH and set(letters) <= set(CODE_ALPHABET)
    return letters if is_one else None


def in_groups(code: str) -> str:
    """Return a guild's code as it is written: ``ABCD-2345-EFGH-6789``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def guild_code_hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def fingerprint(value: str, *, purpose: str, key: str | None = None) -> bytes:
    """Return a keyed hash of ``value``: 32 bytes that mean nothing without the key.

    The key is ``key``, else FINGERPRINT_KEY, else SECRET_KEY.
    """
    salt = f"signatures.{purpose}"
    return salted_hmac(salt, value, secret=key or _keys()[0], algorithm="sha256").digest()


def fingerprints(value: str, *, purpose: str) -> list[bytes]:
    """Return every fingerprint ``value`` can have in the database, older keys included."""
    return [fingerprint(value, purpose=purpose, key=key) for key in _keys()]


def key_id(key: str | None = None) -> str:
    """Return a short name of the key; it is stored beside fingerprints that must last."""
    return fingerprint("key", purpose="key id", key=key)[:4].hex()


def known_keys() -> dict[str, str]:
    """Return each key a stored fingerprint may be made with, by its ``key_id``."""
    return {key_id(key): key for key in _keys()}


def _keys() -> list[str]:
    """Return the keys of fingerprints and sealed secrets. The first is used for new ones."""
    own = [settings.FINGERPRINT_KEY, *settings.FINGERPRINT_KEY_FALLBACKS]
    keys = [*own, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return list(dict.fromkeys(filter(None, keys)))


REFERENCE_BYTES = 5  # 40 bits of the public id, which are eight letters and digits


def reference(public_id: UUID) -> str:
    """Return the reference number of a signature, such as ``K7QF-2MXD``."""
    letters = base64.b32encode(public_id.bytes[:REFERENCE_BYTES]).translate(FROM_RFC_4648).decode()
    return in_groups(letters)


def read_reference(typed: str) -> tuple[UUID, UUID] | None:
    """Return the first and last public id that a typed reference can mean, or None.

    Case, spaces and dashes do not matter, nor does O for 0, I or L for 1.
    """
    letters = "".join(filter(str.isalnum, typed[:20])).upper().translate(CODE_CONFUSED)
    if len(letters) != CODE_LENGTH or not set(letters) <= set(CODE_ALPHABET):
        return None
    start = base64.b32decode(letters.encode().translate(TO_RFC_4648))
    rest = UUID(int=0).bytes[REFERENCE_BYTES:]
    return UUID(bytes=start + rest), UUID(bytes=start + b"\xff" * len(rest))


def new_stamp() -> str:
    """Return a signed record of the time a form was made."""
    return signing.TimestampSigner(salt="signatures.stamp").sign("form")


def stamp_is_fresh(stamp: str, *, age: tuple[timedelta, timedelta]) -> bool:
    """Return whether ``stamp`` is ours and its age, in whole seconds, is within ``age``."""
    signer = signing.TimestampSigner(salt="signatures.stamp")
    youngest, oldest = age
    try:
        signer.unsign(stamp, max_age=oldest)
    except signing.BadSignature:
        return False
    try:
        signer.unsign(stamp, max_age=youngest)
    except signing.SignatureExpired:
        return True
    return False


def card_token(public_id: UUID) -> str:
    """Return the signed id in the address of a signatory's own card; no one can forge another."""
    return _signed(public_id, "card")


def read_card_token(token: str) -> UUID | None:
    """Return the signature's public id, or None if ``token`` is not ours."""
    return _read_signed(token, "card")


def choice_token(public_id: UUID) -> str:
    """Return the signed id of a signature of several with one name, to choose it in a form."""
    return _signed(public_id, "choice")


def read_choice_token(token: str) -> UUID | None:
    """Return the signature's public id, or None if ``token`` is not ours."""
    return _read_signed(token, "choice")


def _signed(public_id: UUID, purpose: str) -> str:
    return signing.Signer(salt=f"signatures.{purpose}").sign(public_id.hex)


def _read_signed(token: str, purpose: str) -> UUID | None:
    try:
        return UUID(signing.Signer(salt=f"signatures.{purpose}").unsign(token))
    except signing.BadSignature:
        return None


def picture_key(path: str) -> str:
    """Return what opens the picture at ``path`` while its statement is not public."""
    return fingerprint(path, purpose="picture").hex()[:32]


def seal(secret: str, *, purpose: str) -> str:
    """Encrypt ``secret``, so that the database alone, without the key, does not reveal it."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str | None:
    """Decrypt with the current key or an older one; return None if no key fits."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def unseal_young(sealed: str, *, purpose: str, age: timedelta) -> str | None:
    """Decrypt a value that is not older than ``age``; return None otherwise."""
    try:
        return _box(purpose).decrypt(sealed.encode(), ttl=int(age.total_seconds())).decode()
    except InvalidToken:
        return None


def reseal(sealed: str, *, purpose: str) -> str:
    """Encrypt again with the newest key. Unchanged if that is done already or no key fits."""
    newest, *_ = _boxes(purpose)
    try:
        newest.decrypt(sealed.encode())
    except InvalidToken:
        secret = unseal(sealed, purpose=purpose)
        return sealed if secret is None else seal(secret, purpose=purpose)
    return sealed


def _box(purpose: str) -> MultiFernet:
    return MultiFernet(_boxes(purpose))


def _boxes(purpose: str) -> list[Fernet]:
    keys = fingerprints("key", purpose=f"seal {purpose}")
    return [Fernet(base64.urlsafe_b64encode(each)) for each in keys]
