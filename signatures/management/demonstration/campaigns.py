"""Three invented statements, each in a form that real campaigns have had.

Every person, organization and work in them is invented.
"""

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path

from signatures.models import Statement, TextVersion


@dataclasses.dataclass(frozen=True)
class Campaign:
    """A statement with the dates when it opens, is published and closes, relative to today.

    It gets one ``share``-th of all signatures, but at most ``most``. A campaign without a share
    gets the rest.
    """

    slug: str
    title: str
    opened_ago: timedelta
    published_ago: timedelta
    addressee: str = ""
    byline: str = ""
    closes_in: timedelta | None = None
    goal: int | None = None
    front_page: bool = False
    share: int | None = None
    most: int = 0

    def statement(self, now: datetime) -> Statement:
        """Return the unsaved statement, with dates relative to ``now``."""
        return Statement(
            slug=self.slug,
            front_page=self.front_page,
            opens_at=now - self.opened_ago,
            publishes_at=now - self.published_ago,
            closes_at=now + self.closes_in if self.closes_in else None,
            goal=self.goal,
            created_at=now - self.opened_ago,
        )

    def text(self) -> TextVersion:
        """Return its unsaved text, from the Markdown file of that name beside this module."""
        return TextVersion(
            language="en",
            title=self.title,
            addressee=self.addressee,
            byline=self.byline,
            text=Path(__file__).with_name(f"{self.slug}.md").read_text(encoding="utf-8"),
        )

    def part_of(self, signatures: int) -> int:
        """Return how many of the ``signatures`` of all campaigns belong to this one."""
        if self.share is None:
            return signatures - sum(each.part_of(signatures) for each in CAMPAIGNS if each.share)
        return min(signatures // self.share, self.most)


CAMPAIGNS = [
    Campaign(
        slug="ask-first",
        title="Ask first",
        byline="Written by the Ask First circle: working artists, in their own time",
        opened_ago=timedelta(days=140),
        published_ago=timedelta(days=140),
        goal=5_000,
        front_page=True,
    ),
    Campaign(
        slug="our-voices-our-terms",
        title="Our voices, on our terms",
        addressee="Odalys Varnham-Teague, President of the Union of Players and Recorded Voices",
        byline="Perpetua Candlewright\nVoice actor and member of the union for nineteen years",
        opened_ago=timedelta(days=47),
        published_ago=timedelta(days=47),
        share=10,
        most=3_000,
    ),
    Campaign(
        slug="licence-before-launch",
        title="Licence before launch",
        addressee="the Ministers for Culture and for Digital Affairs of the Nine Harbours",
        byline="The Lantern Coalition\nEighteen guilds, unions, societies, labels and publishers",
        opened_ago=timedelta(days=40),
        published_ago=timedelta(days=12),
        closes_in=timedelta(days=60),
        share=6,
        most=5_000,
    ),
]

# Names by slug, the largest guild last. The form offers them in this order.
GUILDS = {
    "lantern-stagehands": "Lantern Stagehands’ Society",
    "guild-of-paper-actors": "Guild of Paper Actors",
    "inkwell-writers-union": "Inkwell Writers’ Union",
    "federation-of-tin-musicians": "Federation of Tin Musicians",
}
OCCUPATIONS = {
    name.lower().replace(" ", "-"): name
    for name in [
        "Actor",
        "Animator",
        "Author",
        "Cartoonist",
        "Choreographer",
        "Composer",
        "Conductor",
        "Dancer",
        "Designer",
        "Director",
        "Editor",
        "Game designer",
        "Illustrator",
        "Journalist",
        "Musician",
        "Painter",
        "Photographer",
        "Playwright",
        "Poet",
        "Producer",
        "Screenwriter",
        "Sculptor",
        "Singer",
        "Songwriter",
        "Sound engineer",
        "Translator",
        "Voice actor",
    ]
}
