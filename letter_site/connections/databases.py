"""Django's DATABASES: the database, and the replica that public pages may be read from."""

from typing import Any

from environ import Env

# A replica that is gone delays a reader by this at most; libpq takes no less than two seconds.
AWAY_AFTER = {"connect_timeout": 2, "tcp_user_timeout": 2_000}


def settings(url: str, replica_url: str, *, pooled: bool) -> dict[str, dict[str, Any]]:
    """Return DATABASES. ``pooled`` is true behind PgBouncer; ``replica_url`` may be empty.

    signatures/actions/record_keeping/replica.py is the only code that uses the replica.
    """
    found = {"default": _database(url, {"connect_timeout": 5, "tcp_user_timeout": 10_000}, pooled)}
    if replica_url:
        # Django's tests then make no second database, and migrations never go there.
        mirror = {"TEST": {"MIRROR": "default"}}
        found["replica"] = _database(replica_url, AWAY_AFTER, pooled) | mirror
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
            "keepalives_idle": 10,
            "prepare_threshold": None,
            **given.get("OPTIONS", {}),
        },
    }
