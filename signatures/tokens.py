"""Secrets that travel: mailed links, codes to type, the form's stamp; and sealed ones. No models.

A link is 256 random bits; the database keeps its SHA-256, which is enough for what nobody
can guess. A code is 40 bits and so is kept under a keyed hash, and tried only a few times. A
guild's code is 80 bits and stands for itself again.
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
    """Return 32 random bytes as 43 characters that need no escaping in an address."""
    return secrets.token_urlsafe(32)


def link_hash(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()


def new_code() -> str:
    """Return a code as it stands in a mail: ``ABCD-2345``."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(code: str, mailbox: str) -> bytes:
    """Hash a code for one mailbox, whatever its case and hyphens, 0 or O, 1 or I or L."""
    letters = "".join(filter(str.isalnum, code)).upper().translate(CODE_CONFUSED)
    return fingerprint(f"{letters} {mailbox}", purpose="code")


GUILD_CODE_BYTES = 10  # 80 bits, which are 16 letters and digits
GUILD_CODE_LENGTH = 16
FROM_RFC_4648 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CODE_ALPHABET.encode())


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
    """Return a guild's code without what people do to it; None for what cannot be one.

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
    """Return 32 bytes that stand for ``value`` and mean nothing without the key.

    That is FINGERPRINT_KEY, or SECRET_KEY where there is none, unless ``key`` is given.
    """
    salt = f"signatures.{purpose}"
    return salted_hmac(salt, value, secret=key or _keys()[0], algorithm="sha256").digest()


def fingerprints(value: str, *, purpose: str) -> list[bytes]:
    """Return every fingerprint ``value`` can have in the database, older keys included."""
    return [fingerprint(value, purpose=purpose, key=key) for key in _keys()]


def key_id(key: str | None = None) -> str:
    """Name the key that fingerprints are made with; stored beside those that must last."""
    return fingerprint("key", purpose="key id", key=key)[:4].hex()


def known_keys() -> dict[str, str]:
    """Return each key a stored fingerprint may be made with, by its ``key_id``."""
    return {key_id(key): key for key in _keys()}


def _keys() -> list[str]:
    """Return the keys of fingerprints and of what is sealed, the one for new ones first."""
    own = [settings.FINGERPRINT_KEY, *settings.FINGERPRINT_KEY_FALLBACKS]
    keys = [*own, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return list(dict.fromkeys(filter(None, keys)))


def new_stamp() -> str:
    """Return a signed note of the moment a form was made."""
    return signing.TimestampSigner(salt="signatures.stamp").sign("form")


def stamp_is_fresh(stamp: str, *, age: tuple[timedelta, timedelta]) -> bool:
    """Tell whether ``stamp`` is ours and its age, in whole seconds, within ``age``."""
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
    """Return what the address of a signatory's own card holds: nobody can make up another's."""
    return signing.Signer(salt="signatures.card").sign(public_id.hex)


def read_card_token(token: str) -> UUID | None:
    """Return the signature's public id; None for what is not ours."""
    try:
        return UUID(signing.Signer(salt="signatures.card").unsign(token))
    except signing.BadSignature:
        return None


def seal(secret: str, *, purpose: str) -> str:
    """Encrypt what must be read again; the database alone, without the key, does not tell it."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str | None:
    """Return what was sealed, under this key or an older one; None when neither opens it."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def reseal(sealed: str, *, purpose: str) -> str:
    """Return ``sealed`` under the newest key; unchanged if it is so already, or no key opens it."""
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
