"""Videos and documents beside a statement, shown as links of ours and never as frames."""

import dataclasses
from collections.abc import Iterable

from signatures.models import StatementLink
from signatures.text import websites


@dataclasses.dataclass(frozen=True)
class Row:
    """``host`` says where the link leads; ``picture`` is the address of ours, "" without one."""

    title: str
    url: str
    host: str
    picture: str


def rows(links: Iterable[StatementLink]) -> list[Row]:
    """Turn links into what a page shows; whatever is not https, by whatever way, is left out."""
    return [
        Row(
            title=link.title,
            url=link.url,
            host=websites.host(link.url),
            picture=link.picture.url if link.picture else "",
        )
        for link in links
        if link.url.startswith("https://")
    ]
