"""The SMTP server of the load test, which records when each e-mail arrives.

`python -m tests.load.sink PORT FILE` writes a line for each e-mail, separated by tabs: the
monotonic second, the e-mail's id, the address, and the path of the link to confirm or "-".
"""

import asyncio
import re
import sys
import time

from tests.bench import sink

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


class Sink(sink.Sink):
    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        body = envelope.content.replace(b"=\r\n", b"")
        known, link = MESSAGE_ID.search(body), sink.LINK.search(body)
        line = (
            f"{time.monotonic():.3f}",
            known[1].decode() if known else "-",
            envelope.rcpt_tos[0],
            link[0].decode() if link else "-",
        )
        self.file.write("\t".join(line) + "\n")
        return "250 OK"


if __name__ == "__main__":
    asyncio.run(sink.main(*sys.argv[1:], Sink))
