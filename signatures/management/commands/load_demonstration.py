from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from signatures.actions.imports import demonstration
from signatures.management.demonstration import notables
from signatures.management.demonstration.campaigns import (
    CAMPAIGNS,
    GUILDS,
    OCCUPATIONS,
    Campaign,
)
from signatures.management.demonstration.crowd import crowd, next_number
from signatures.management.demonstration.organizations import endorse
from signatures.models import Signature, Statement, TextVersion

USUAL = 3_000
MOST = 10_000_000
WORTH_A_BAR = 20_000


class Command(BaseCommand):
    help = "Load three invented statements with invented signatures; again, it adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--signatures",
            type=int,
            metavar="N",
            help=f"N signatures in all, up to {MOST:,}; what is missing is added"
            f" (without this, {USUAL:,} with the new statements)",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there is any statement"
        )

    def handle(self, *, signatures: int | None, if_empty: bool, **options: Any) -> None:
        if if_empty and Statement.objects.exists():
            self.stdout.write("There are already statements. No demonstration was loaded.")
            return
        if signatures is not None and not 0 <= signatures <= MOST:
            raise CommandError(f"--signatures takes a number up to {MOST:,}.")
        occupations = demonstration.add_occupations(OCCUPATIONS)
        guilds = demonstration.add_guilds(GUILDS)
        for campaign in CAMPAIGNS:
            self._load(campaign, signatures, occupations, guilds)

    def _load(
        self,
        campaign: Campaign,
        signatures: int | None,
        occupations: dict[str, tuple[int, str]],
        guilds: list[int],
    ) -> None:
        """Add the missing parts of one campaign in one transaction."""
        now = timezone.now()
        there = Signature.objects.filter(statement__slug=campaign.slug).count()
        with transaction.atomic():
            text = TextVersion.objects.filter(statement__slug=campaign.slug).current_first().first()
            if text is None:
                text = demonstration.add_statement(campaign.statement(now), campaign.text())
                signatures = USUAL if signatures is None else signatures
            missing = max(0, campaign.part_of(signatures) - there) if signatures else 0
            statement = text.statement
            arrivals = crowd(
                statement,
                missing,
                first=next_number(statement),
                occupations=occupations,
                guilds=guilds,
                now=now,
            )
            shown = tqdm(
                arrivals,
                desc=campaign.slug,
                total=missing,
                unit=" signatures",
                disable=None if missing >= WORTH_A_BAR else True,
            )
            endorse(statement)
            added = demonstration.add_signatures(text, shown, missing) if missing else 0
            notables.place(statement)
        self.stdout.write(f"/{campaign.slug}/: {there:,} signatures were there, {added:,} added.")
