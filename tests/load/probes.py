"""Probes of how long a confirmed signature takes to appear on the list and in the count.

They ask through nginx as any visitor does, for about one confirmation a second.
"""

import asyncio
import json

from tests.load.client import LostError
from tests.load.mix import COUNT, DATA, LIST

OFTEN = 0.2  # seconds between two requests of a probe
EVERY = 1.0  # seconds between two names that are checked
GIVEN_UP = 30  # seconds


class Probes:
    def __init__(self, client, browsers, record, group, *, before):
        self.client, self.browsers, self.record, self.group = client, browsers, record, group
        self.confirmed, self.next = 0, 0.0
        self.before = before  # the count before anyone arrived

    def saw(self, name, now):
        """Count a confirmation that was just answered, and start to look for it.

        The count is right once it includes every confirmation answered so far. It may include
        an unanswered one instead of the newest, so a wait may be a few milliseconds too short.
        """
        self.confirmed += 1
        if now < self.next:
            return
        self.next = now + EVERY
        least = self.before + self.confirmed
        self.group.create_task(self.look("list", lambda: self.lists(name), now))
        self.group.create_task(self.look("count", lambda: self.has(least), now))

    async def look(self, what, is_there, since):
        clock = asyncio.get_running_loop().time
        while clock() < since + GIVEN_UP:
            try:
                if await is_there():
                    self.record.waits[what].append(clock() - since)
                    return
            except LostError:
                pass  # the crowd gets the same errors and counts them
            await asyncio.sleep(OFTEN)
        self.record.waits[what].append(float(GIVEN_UP))
        self.record.error(f"{what} kept up", f"not within {GIVEN_UP} s")

    async def lists(self, name):
        return name in (await self.client.ask(self.browsers.get(LIST))).text()

    async def has(self, least):
        return await self.count() >= least

    async def count(self):
        answer = await self.client.ask(self.browsers.get(COUNT, DATA))
        return json.loads(answer.text())["signatories"] if answer.status == 200 else 0
