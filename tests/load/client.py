"""A minimal HTTP/1.1 client, which leaves most of the machine to the site.

Requests share kept connections, so that one connection serves many browsers. The client parses
only the status, the length and the parts that the caller reads.
"""

import asyncio
import gzip
import re
from typing import NamedTuple

PATIENCE = 10  # seconds after which a person gives up
MOST = 600  # connections
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
BODILESS = (204, 304)


class LostError(Exception):
    """No complete answer arrived; the message says why."""


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def header(self, name):
        found = re.search(rf"\r\n{name}: *([^\r]*)".encode(), self.head, re.IGNORECASE)
        return found[1].decode() if found else None

    def text(self):
        body = self.body
        if self.header("Transfer-Encoding") == "chunked":
            body = b"".join(chunks(body))
        return (gzip.decompress(body) if self.header("Content-Encoding") else body).decode()


def chunks(body):
    while (end := body.find(b"\r\n")) > 0 and (size := int(body[:end], 16)):
        yield body[end + 2 : end + 2 + size]
        body = body[end + 4 + size :]


class Connection(asyncio.Protocol):
    """One connection, with one request at a time."""

    def connection_made(self, transport):
        self.transport, self.answer, self.lost = transport, None, False

    def ask(self, request):
        self.answer = asyncio.get_running_loop().create_future()
        self.parts, self.head, self.missing = b"", None, None
        self.transport.write(request)
        return self.answer

    def data_received(self, data):
        if self.answer is None or self.answer.done():
            return self.transport.abort()
        self.parts += data
        if self.head is None and not self.read_head():
            return None
        # A chunked answer ends with an empty chunk. Nothing follows, because the next request is
        # sent only after a complete answer.
        chunked = self.missing is None
        whole = self.parts.endswith(b"0\r\n\r\n") if chunked else len(self.parts) >= self.missing
        if whole:
            self.answer.set_result(Answer(int(self.head[9:12]), self.head, self.parts))
        return None

    def read_head(self):
        head, end, rest = self.parts.partition(b"\r\n\r\n")
        if not end:
            return False
        self.head, self.parts = head, rest
        length = LENGTH.search(head)
        if int(head[9:12]) in BODILESS:
            self.missing = 0
        else:
            self.missing = int(length[1]) if length else None
        return True

    def connection_lost(self, error):
        self.lost = True
        if self.answer and not self.answer.done():
            self.answer.set_exception(LostError("connection lost"))


class Client:
    def __init__(self, port):
        self.port, self.idle = port, []
        self.places = asyncio.Semaphore(MOST)

    async def ask(self, request, due=None):
        """Return the Answer. Raises LostError if none has arrived PATIENCE seconds after `due`."""
        loop, missing = asyncio.get_running_loop(), "connection free"
        try:
            async with asyncio.timeout_at((due or loop.time()) + PATIENCE), self.places:
                missing = "connection made"
                connection = self.kept() or await self.made()
                missing = "answer"
                answer = await self.answered(connection, request)
        except TimeoutError as error:
            raise LostError(f"no {missing} in {PATIENCE} s") from error
        except OSError as error:
            raise LostError(f"{error.strerror}") from error
        if b"\r\nConnection: close" in answer.head:
            connection.transport.close()
        else:
            self.idle.append((loop.time(), connection))
        return answer

    async def made(self):
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Connection, "127.0.0.1", self.port))[1]

    async def answered(self, connection, request):
        try:
            return await connection.ask(request)
        except BaseException:  # after any failure the connection is unusable
            connection.transport.abort()
            raise

    def kept(self):
        """Return the connection used last, or None if all were idle so long that they may close."""
        while self.idle:
            since, connection = self.idle.pop()
            if not connection.lost and asyncio.get_running_loop().time() - since < 30:
                return connection
            connection.transport.abort()
        return None

    def close(self):
        while self.idle:
            self.idle.pop()[1].transport.abort()
