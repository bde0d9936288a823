"""An SMTP server that accepts every e-mail and records its link: `python -m tests.bench.sink`.

Arguments: a port, and a file that gets a line, "address TAB path", for each link to confirm.
"""

import asyncio
import re
import sys

from aiosmtpd.smtp import SMTP

LINK = re.compile(rb"/confirm/[\w-]+/")


class Sink:
    def __init__(self, file):
        self.file = file

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        body = envelope.content.replace(b"=\r\n", b"")
        if link := LINK.search(body):
            self.file.write(f"{envelope.rcpt_tos[0]}\t{link[0].decode()}\n")
        return "250 OK"


async def main(port, path, sink=Sink):
    loop = asyncio.get_running_loop()
    with open(path, "w", buffering=1) as file:
        server = await loop.create_server(lambda: SMTP(sink(file)), "127.0.0.1", int(port))
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
