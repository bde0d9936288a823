"""Notable signatories of the demonstration: placed above the list, each with an invented check."""

from itertools import cycle, islice

from django.utils import timezone

from signatures.actions.notables import headings as notable_headings
from signatures.actions.notables import notables
from signatures.actions.notables.notables import Check
from signatures.models import IdentityCheck, Signature, Statement, User

HEADINGS = {
    "ask-first": {"First to sign": 6, "Friends of the circle": 3},
    "our-voices-our-terms": {"Founding signatories": 4},
}


def place(statement: Statement) -> None:
    """Place the first signatories above the list of a statement that has no heading yet.

    May be repeated. Does nothing without an owner, who would have made the checks.
    """
    owner = User.objects.owners().order_by("pk").first()
    if owner is None or statement.notable_headings.exists():
        return
    first = Signature.objects.filter(
        statement=statement, state=Signature.State.PUBLISHED, display=Signature.Display.FULL
    )
    wanted = HEADINGS.get(statement.slug, {})
    people = first.exclude(credit="").select_related("statement").order_by("signed_at", "pk")
    found = iter(people[: sum(wanted.values())])
    ways = cycle(IdentityCheck.How)
    for name, number in wanted.items():
        heading = notable_headings.add(statement, name=name, by=owner)
        for signature in islice(found, number):
            check = Check(how=next(ways), checked_on=timezone.now().date())
            notables.add(signature, heading=heading, credit="", check=check, by=owner)
