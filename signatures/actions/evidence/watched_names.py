"""The reason to hold a signature whose name resembles a watched one.

A campaign with one organizer must be able to publish the author of its own letter. So a name that
is watched only because it is in the byline is held for a reason of its own, with one approval.
"""

from collections.abc import Sequence

from django.db.models import Q

from signatures.actions.evidence.candidates import Screened
from signatures.models import HoldReason, Statement, TextVersion, WatchedName
from signatures.text.watched_names import likeness
from signatures.text.watched_names.in_texts import names_in


def reasons(signature: Screened, watched: Sequence[str]) -> list[str]:
    """Return the reason that the ``watched`` names are for ``signature``, if it resembles one.

    The stricter one, if it resembles an author and anyone else: the addressee, or a name that
    organizers watch.
    """
    alike = {each for each in watched if likeness.resembles(signature.name, each)}
    if not alike:
        return []
    is_author = alike <= _only_authors(signature.statement) and not _by_hand(signature, alike)
    return [(HoldReason.AUTHOR_NAME if is_author else HoldReason.WATCHED_NAME).value]


def _only_authors(statement: Statement) -> set[str]:
    """Return the names in the byline of any version that no version has as its addressee."""
    authors, addressees = set[str](), set[str]()
    lines = TextVersion.objects.filter(statement=statement).values_list("byline", "addressee")
    for byline, addressee in lines:
        authors.update(names_in(byline))
        addressees.update(names_in(addressee))
    return authors - addressees


def _by_hand(signature: Screened, names: set[str]) -> bool:
    here = Q(statement=None) | Q(statement=signature.statement_id)
    return WatchedName.objects.filter(here, name__in=names, from_text=False).exists()
