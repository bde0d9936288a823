"""A tool that webhooks call, on a thread: it notes each call and answers as it is told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """``status`` is its answer, ``calls`` the headers and body of each call in their order.

    While ``goes_on`` is not set, calls are noted and get no answer.
    """

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.status, self.calls, self.goes_on = 204, [], threading.Event()
        self.goes_on.set()

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(self, *error):
        self.goes_on.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def told(self):
        """Return what each call said: its type and data."""
        said = [json.loads(body) for _headers, body in self.calls]
        return [(each["type"], each["data"]) for each in said]

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _body in self.calls]


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append((dict(self.headers), body))
            receiver.goes_on.wait(60)
            self.send_response(receiver.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            """Print nothing."""

    return Handler
