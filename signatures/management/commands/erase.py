from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from signatures.actions.privacy import after_restore, erasures_file, retention, withheld
from signatures.actions.privacy import erase as erasing
from signatures.actions.signing import identity_claims
from signatures.models import Endorsement, Rule, Signature, User
from signatures.models.signature import SignatureQuerySet
from signatures.text import addresses

REASON = "erased at the server, as its owner asked"


class Command(BaseCommand):
    help = (
        "Erase signatures as if their owner had withdrawn them: all of one e-mail address, or one"
        " by its public id, which is in the address of its page at the desk. Asks which, since"
        " arguments end up in the system's log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "whose",
            nargs="?",
            help="e-mail address or public ID of the signature; asked for if left out",
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="e-mail address of the organizer responsible, for the log"
        )
        parser.add_argument(
            "--reapply",
            action="store_true",
            help="after a restore: erase everything that is in the file of erasures",
        )

    def handle(self, *, whose: str | None, by: str | None, reapply: bool, **options: Any) -> None:
        if reapply:
            self.reapply()
            return
        typed = (whose or input("E-mail address or public id: ")).strip()
        organizer = _organizer(by) if by else None
        found = list(_signatures(typed).select_related("statement"))
        found += withheld.find(typed) if "@" in typed else []
        for signature in found:
            if erasing.erase(signature, reason=REASON, by=organizer):
                was = signature.get_state_display()
                self.stdout.write(f"Erased {signature.public_id} of {signature.statement}: {was}.")
        reports = (
            identity_claims.erase_of(typed, by=organizer, reason=REASON) if "@" in typed else 0
        )
        if reports:
            self.stdout.write(f"Erased {reports} reports that someone did not sign.")
        if not found:
            self.stdout.write("No signature found.")
        for left in _left(typed) if "@" in typed else ():
            self.stdout.write(f"Still there: {left}.")

    def reapply(self) -> None:
        """Erase again what the file of erasures names, and what is over by the clock.

        Raises CommandError if there is no file, or after erasing if a line has an unknown key.
        """
        try:
            lines = erasures_file.read()
        except FileNotFoundError as error:
            raise CommandError(f"There is no {settings.ERASURES_FILE}.") from error
        again = after_restore.reapply(lines)
        self.stdout.write(f"Signatures erased again: {again.signatures}.")
        self.stdout.write(f"Mailboxes that get no more e-mails: {again.mailboxes}.")
        self.stdout.write(f"Former addresses erased again: {again.addresses}.")
        self.stdout.write(f"Reports of people who did not sign erased again: {again.claims}.")
        over = retention.erase_expired()
        self.stdout.write(f"Rows erased because their time is over: {over}.")
        if lines.unreadable:
            self.stdout.write(
                f"{lines.unreadable} incomplete lines were skipped. They are not needed."
            )
        if lines.strange:
            raise CommandError(
                f"{lines.strange} lines were written with another key. Add the former key to"
                " FINGERPRINT_KEY_FALLBACKS and run this again before the site is started."
            )


def _signatures(typed: str) -> SignatureQuerySet:
    there = Signature.objects.standing().order_by("pk")
    try:
        if "@" in typed:
            return _of_one_person(there.of_mailbox(addresses.mailbox(typed)).order_by("pk"))
        return there.filter(public_id=UUID(typed))
    except ValueError as error:
        raise CommandError("Enter an e-mail address or a public ID.") from error


def _of_one_person(found: SignatureQuerySet) -> SignatureQuerySet:
    """Return ``found``. Raises CommandError if two people share their mailbox."""
    shared = [each.mailbox for each in found if each.mailbox != each.folded_address]
    if shared:
        ids = ", ".join(str(each.public_id) for each in found)
        raise CommandError(
            "Two people have signed with this address. Give the public id of the one to erase,"
            f" which is in the address of its page at the desk: {ids}"
        )
    return found


def _left(email: str) -> list[str]:
    """Return what else contains the address, and where an organizer removes it."""
    mailbox = addresses.mailbox(email)
    numbers = {
        "an account, to be deleted at /admin/": User.objects.filter(email=mailbox),
        "an organization's contact, see Organizations at the desk": Endorsement.objects.filter(
            contact_email__iexact=mailbox
        ),
        "a rule about the address, see Watch list and rules at the desk": Rule.objects.filter(
            value=mailbox
        ),
    }
    return [what for what, rows in numbers.items() if rows.exists()]


def _organizer(email: str) -> User:
    organizer = User.objects.organizers().filter(email=email.strip().lower()).first()
    if organizer is None:
        raise CommandError("There is no organizer with this e-mail address.")
    return organizer
