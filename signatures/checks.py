"""System checks of this site's own settings and databases, for ``manage.py check --deploy``."""

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from signatures import tokens

SHORTEST_KEY = 32
HASHED = ["signatures_suppression", "signatures_signedinmember"]
# Table, what holds the secret, and the purpose it was encrypted for.
SEALED = [
    ("signatures_webhook", "sealed_secret", "webhook"),
    ("signatures_guildsignin", "sealed_secret", "sign_in"),
    ("signatures_presslink", "sealed", "press link"),
    ("signatures_invitation", "sealed", "invitation"),
    ("mfa_authenticator", "data->>'secret'", "second factor"),
    ("mfa_authenticator", "data->>'seed'", "second factor"),
]
SEALED_BEGINS = "gAAAA"  # one in clear cannot begin like this
OPENED = 200  # of each, because opening takes time and keys differ from one day to another


@register(Tags.security, deploy=True)
def mailed_links_are_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    hint = "Set SITE_URL to the public https:// address of this site."
    return [Warning("Mailed links will not be https.", hint=hint, id="signatures.W001")]


@register(Tags.security, deploy=True)
def mail_has_a_way_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.EMAIL_HOST != "localhost" or "smtp" not in settings.EMAIL_BACKEND:
        return []
    hint = "Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587."
    return [Warning("Mail goes to a server on this machine.", hint=hint, id="signatures.W002")]


@register(Tags.security, deploy=True)
def hosts_are_exact(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    wide = [host for host in settings.ALLOWED_HOSTS if host.startswith((".", "*"))]
    if not wide:
        return []
    hint = "Name each host in ALLOWED_HOSTS in full."
    return [Warning(f"ALLOWED_HOSTS lets in {wide}.", hint=hint, id="signatures.W003")]


@register(Tags.security, deploy=True)
def rosters_have_a_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    key = settings.ROSTER_KEY
    if len(key) >= SHORTEST_KEY and settings.SECRET_KEY not in key:
        return []
    hint = "Set ROSTER_KEY to 50 random characters, kept apart from the database and its backups."
    return [Warning("Guilds’ rosters have no key of their own.", hint=hint, id="signatures.W005")]


@register(Tags.security, deploy=True)
def bucket_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    needed = {"MEDIA_S3_BUCKET": "bucket_name", "MEDIA_S3_KEY": "access_key"}
    needed |= {"MEDIA_S3_SECRET": "secret_key"}
    missing = [name for name, option in needed.items() if not settings.MEDIA_S3[option]]
    if not missing or not any(settings.MEDIA_S3.values()):
        return []
    message = f"Settings of the bucket for media are missing: {', '.join(missing)}."
    hint = "Set them, or unset all of MEDIA_S3_…. Without MEDIA_S3_BUCKET media are in VAR_DIR."
    return [Warning(message, hint=hint, id="signatures.W013")]


@register(Tags.database)
def stored_hashes_have_their_key(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = (
        "Add the former key (FINGERPRINT_KEY, or SECRET_KEY where there was none) to"
        " FINGERPRINT_KEY_FALLBACKS. Without it the site writes to people who asked it not to."
    )
    return [
        Warning(f"{number} rows of {table} match no key.", hint=hint, id="signatures.W006")
        for alias in databases or []
        for table, number in _without_a_key(alias)
        if number
    ]


def _without_a_key(alias: str) -> Iterator[tuple[str, int]]:
    """Yield each table with key ids, and the number of its rows whose key is not set."""
    known = list(tokens.known_keys())
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND column_name = 'key_id'"
            " AND table_name = ANY(%s)",
            [HASHED],
        )
        for (table,) in cursor.fetchall():  # empty before the first migration
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE key_id <> '' AND key_id <> ALL(%s)", [known]
            )
            yield table, cursor.fetchone()[0]


@register(Tags.database)
def stored_secrets_have_their_key(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = (
        "Add the former key to FINGERPRINT_KEY_FALLBACKS. Without it the sign-in of guilds,"
        " authenticator apps, webhooks and links that were e-mailed stop working."
    )
    return [
        Warning(f"No key opens {number} secrets in {table}.", hint=hint, id="signatures.W011")
        for alias in databases or []
        for table, number in _not_opened(alias)
        if number
    ]


def _not_opened(alias: str) -> Iterator[tuple[str, int]]:
    """Yield each table with secrets, and how many of its oldest and newest no key opens."""
    with connections[alias].cursor() as cursor:
        there = set(connections[alias].introspection.table_names(cursor))
        for table, column, purpose in SEALED:
            if table not in there:  # before the first migration
                continue
            one = f"SELECT {column} FROM {table} WHERE {column} LIKE '{SEALED_BEGINS}%%' ORDER BY"
            ends = [f"({one} id {order} LIMIT {OPENED})" for order in ("ASC", "DESC")]
            cursor.execute(" UNION ".join(ends))
            found = [tokens.unseal(sealed, purpose=purpose) for (sealed,) in cursor.fetchall()]
            yield table, found.count(None)


@register(Tags.database)
def letters_are_letters(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Warning(
            f"Searching will be slow for every name beyond ASCII: the LC_CTYPE of {alias} is C.",
            hint="Make the database anew with createdb --locale C.UTF-8, from a dump of this one.",
            id="signatures.W004",
        )
        for alias in databases or []
        if _ctype(alias) in ("C", "POSIX")
    ]


@register(Tags.database)
def visitors_have_time_limits(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if not databases or not settings.WEB_DATABASE_URL:
        return []
    hint = "Give it the connect_query of letter_site/deploy/pgbouncer.ini."
    message = "{} leads to connections without a time limit."
    asked = "SHOW statement_timeout"
    limits = {
        "WEB_DATABASE_URL": _first(settings.WEB_DATABASE_URL, asked),
        "DATABASE_REPLICA_URL": _of_replica(asked),
    }
    return [
        Warning(message.format(name), hint=hint, id="signatures.W010")
        for name, limit in limits.items()
        if limit == "0"
    ]


@register(Tags.database)
def replica_repeats_another(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    is_set = databases and settings.DATABASE_REPLICA_URL
    if not is_set or _of_replica("SELECT pg_is_in_recovery()"):
        return []
    hint = "Until it leads to a streaming replica, public pages are read from DATABASE_URL."
    message = "DATABASE_REPLICA_URL leads to no replica that answers."
    return [Warning(message, hint=hint, id="signatures.W012")]


def _of_replica(query: LiteralString) -> Any:
    """Return the first value of a query; None if there is no replica or it does not answer."""
    try:
        url = settings.DATABASE_REPLICA_URL
        return _first(url, query) if url else None
    except psycopg.OperationalError:
        return None


def _first(url: str, query: LiteralString) -> Any:
    with psycopg.connect(url) as found:
        return (found.execute(query).fetchone() or [None])[0]


def _ctype(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        [ctype] = cursor.fetchone()
    return ctype
