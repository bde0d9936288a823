from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.tidying import occupations
from signatures.models import Occupation, User


class Command(BaseCommand):
    help = (
        "Make one occupation of two, however many have it, a few thousand at a time; each part"
        " can be undone at the desk. Safe to stop and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("occupation", help="slug of the occupation to remove")
        parser.add_argument("into", help="slug of the occupation to keep")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the organizer")

    def handle(self, *, occupation: str, into: str, by: str, **options: Any) -> None:
        found = {each.slug: each for each in Occupation.objects.filter(slug__in=[occupation, into])}
        organizer = User.objects.filter(email__iexact=by).first()
        if len(found) < 2:
            raise CommandError("These are not two different occupations. Check the slugs.")
        if organizer is None:
            raise CommandError(f"There is no account with {by}.")
        moved, more = 0, True
        while more:
            tidied = occupations.merge(found[occupation], into=found[into], by=organizer)
            moved += tidied.number
            more = tidied.number > 0
            self.stdout.write(f"{moved:,} signatures changed")
