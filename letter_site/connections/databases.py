"""Django's DATABASES: the database, and the replica that public pages may be read from."""

from typing import Any

from environ import Env

# Seconds, and milliseconds, after which a machine that is silent counts as gone. Readers wait
# for a replica no longer than they must; libpq tries to connect for at least two seconds.
DATABASE_GONE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 10}
REPLICA_GONE = {"connect_timeout": 2, "tcp_user_timeout": 2_000, "keepalives_idle": 2}
REPLICA_GONE |= {"keepalives_interval": 1, "keepalives_count": 2}
ANSWERS_WITHIN = 12.0  # seconds; PostgreSQL ends a visitor's query after ten, see wsgi.py


def settings(url: str, replica_url: str, *, pooled: bool) -> dict[str, dict[str, Any]]:
    """Return DATABASES. ``pooled`` is true behind PgBouncer; ``replica_url`` may be empty.

    signatures/actions/record_keeping/replica.py is the only code that uses the replica.
    """
    found = {"default": _database(url, DATABASE_GONE, pooled)}
    if replica_url:
        # Django's tests then make no second database, and migrations never go there.
        only_here = {"TEST": {"MIRROR": "default"}, "ANSWERS_WITHIN": ANSWERS_WITHIN}
        found["replica"] = _database(replica_url, REPLICA_GONE, pooled) | only_here
    return found


def _database(url: str, timeouts: dict[str, int], pooled: bool) -> dict[str, Any]:
    given = Env.db_url_config(url)
    return {
        **given,
        "ENGINE": "letter_site.connections",  # checks a connection without a query
        # PgBouncer shares out connections; a cursor or a prepared statement belongs to one of them.
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **timeouts,
            "prepare_threshold": None,
            **given.get("OPTIONS", {}),
        },
    }
