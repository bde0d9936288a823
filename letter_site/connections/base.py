"""Django's PostgreSQL backend with a check of the connection that sends no query.

With ANSWERS_WITHIN among the settings of a database, a query that gets no answer for so many
seconds fails. PostgreSQL's own limits do not help where all of it hangs.

Django names the module ``base`` in the setting ENGINE.
"""

import select
from functools import partial
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self.answers_within: float | None = settings_dict.get("ANSWERS_WITHIN")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        if self.answers_within:
            made.wait = partial(self._wait, made, made.wait)
        return made

    def _wait(self, connection: Any, wait: Any, *query: Any, **options: Any) -> Any:
        """Wait as psycopg does, but no longer than ``answers_within``."""
        try:
            return wait(*query, **{"timeout": self.answers_within, **options})
        except psycopg.errors._WaitTimeout as error:
            connection.close()  # the answer may still come, and would be taken for another
            raise psycopg.OperationalError("no answer in time") from error

    def is_usable(self) -> bool:
        """Return whether the connection still works. Django asks before each request.

        The end of a connection waits in its socket, so a quiet socket needs no query. After an
        error, and with anything to read, the server is asked, as Django always does. A network
        that lost the connection silently shows in the first query of a request, as before.
        """
        if not self.errors_occurred and self.connection is not None and self._is_quiet():
            return True
        return super().is_usable()

    def _is_quiet(self) -> bool:
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)
