"""Exports for organizers: signatures with their consents, and e-mail addresses for updates.

PostgreSQL's COPY writes them, as it does the public exports. The file of signatures has no
e-mail addresses. The file of addresses has only people who asked for updates.
"""

from collections.abc import Generator, Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import F

from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.files.export_sql import copied, no_formula
from signatures.renditions.files.exports import Export, csv_head, snapshot

COLUMNS = ["public_id", "name", "credit", "occupation", "country", "display", "state"]
COLUMNS += ["verified_by", "guilds", "signed_at", "attested_at", "published_at", "updates"]
COLUMNS += ["text_sha256"]
ADDRESS_COLUMNS = ["email", "name", "language"]

SIGNATURES = f"""
    COPY (
        SELECT public_id, {no_formula("name")}, {no_formula("credit")},
            {no_formula("coalesce(occupation_name, '')")}, country, display, state,
            methods, {no_formula("guilds")},
            date_trunc('second', signed_at)::timestamp,
            date_trunc('second', attested_at)::timestamp,
            date_trunc('second', published_at)::timestamp,
            CASE WHEN updates THEN 'yes' ELSE 'no' END, text_sha256
        FROM ({{found}}) found, LATERAL (
            SELECT coalesce(string_agg(DISTINCT method, '; '), '') AS methods,
                coalesce(string_agg(DISTINCT guild.name, '; '), '') AS guilds
            FROM signatures_attestation LEFT JOIN signatures_guild guild ON guild.id = guild_id
            WHERE signature_id = found.id
        ) proofs
        ORDER BY signed_at DESC, public_id DESC
    ) TO STDOUT (FORMAT CSV)
"""
ADDRESSES = f"""
    COPY (
        SELECT {no_formula("email")}, {no_formula("name")}, language
        FROM ({{found}}) found ORDER BY signed_at DESC, public_id DESC
    ) TO STDOUT (FORMAT CSV)
"""


def write_signatures(export: Export) -> Generator[bytes, None, None]:
    """Yield ``export.listed`` as CSV: what organizers see, without addresses and networks.

    ``display`` is how much the signatory agreed to show. Raises BusyError if AT_ONCE exports
    are running.
    """
    found = export.listed.annotate(
        occupation_name=F("occupation__name"), text_sha256=F("text_version__text_sha256")
    )
    fields = ["id", "public_id", "name", "credit", "occupation_name", "country", "display"]
    fields += ["state", "signed_at", "attested_at", "published_at", "updates", "text_sha256"]
    return _write(export, found.values(*fields), SIGNATURES, COLUMNS)


def write_addresses(export: Export) -> Generator[bytes, None, None]:
    """Yield as CSV the e-mail addresses in ``export.listed`` that ``may_be_mailed`` allows.

    Raises BusyError if AT_ONCE exports are running.
    """
    found = may_be_mailed(export.listed).annotate(language=F("text_version__language"))
    fields = ["email", "name", "language", "signed_at", "public_id"]
    return _write(export, found.values(*fields), ADDRESSES, ADDRESS_COLUMNS)


def may_be_mailed(signatures: SignatureQuerySet) -> SignatureQuerySet:
    """Return the published signatures whose signatories asked for updates."""
    asked = signatures.filter(state=Signature.State.PUBLISHED, updates=True)
    return asked.exclude(email="")


def _write(
    export: Export, found: SignatureQuerySet, copy: str, columns: Sequence[str]
) -> Generator[bytes, None, None]:
    found = found.order_by()
    with snapshot() as cursor:
        yield csv_head(export, found.count(), list(columns)).encode()
        try:
            sql, parameters = found.query.sql_with_params()
        except EmptyResultSet:
            return
        for batch in copied(cursor, copy.format(found=sql), parameters):
            yield b"".join(batch).replace(b"\n", b"\r\n")  # RFC 4180
