"""Django's PostgreSQL backend with a check of the connection that sends no query.

Django names the module ``base`` in the setting ENGINE.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
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
