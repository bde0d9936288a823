"""Milestones that a statement passes, and the one e-mail about each to its organizers."""

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from signatures.actions.accounts import emails
from signatures.actions.counts import figures
from signatures.models import PassedMilestone, Statement, TextVersion, User
from signatures.renditions.pictures import goals

NOTICE = "emails/milestone"


def tell_due() -> int:
    """E-mail organizers about each milestone that is passed; return how many. May be repeated.

    Of several that are passed at once, only the highest is told.
    """
    aiming = Q(goal__isnull=False) | Q(milestones__len__gt=0)
    statements = list(Statement.objects.filter(aiming, archived_at=None))
    if not statements:
        return 0
    counts = figures.of_statements(statements)
    return sum(_tell(each, counts[each.pk].signatories) for each in statements)


def note_reached(statement: Statement) -> None:
    """Note what is passed already, without an e-mail. Call when the numbers have changed."""
    _note(statement, figures.now(statement).signatories)


def organizers(statement: Statement) -> QuerySet[User]:
    """Return the active organizers of ``statement`` who have not switched e-mails off."""
    theirs = Q(is_limited_to_some=False) | Q(role="owner") | Q(limited_to=statement)
    found = User.objects.organizers().filter(theirs, is_active=True)
    return found.exclude(digest=User.Digest.OFF).distinct()


@transaction.atomic
def _tell(statement: Statement, signatories: int) -> bool:
    passed = _note(statement, signatories)
    if not passed:
        return False
    text = TextVersion.objects.current().filter(statement=statement).first()
    title = text.title if text else statement.slug
    words = {
        "subject": _subject(max(passed)) % {"number": intcomma(max(passed)), "title": title},
        "text": gettext("“%(title)s” has passed a milestone. It has %(now)s verified signatories.")
        % {"title": title, "now": intcomma(signatories)},
        "next": _next(statement, signatories),
        "url": settings.SITE_URL + reverse("desk_page", args=[statement.slug]),
    }
    for each in organizers(statement):
        emails.queue_notice(each.email, NOTICE, words)
    return True


def _note(statement: Statement, signatories: int) -> list[int]:
    """Return the milestones up to ``signatories`` that were not noted before, and note them."""
    reached = [each for each in goals.numbers(statement) if each <= signatories]
    known = PassedMilestone.objects.filter(statement=statement, number__in=reached)
    new = set(reached) - set(known.values_list("number", flat=True)) if reached else set()
    return [each for each in sorted(new) if _is_first(statement, each)]


def _is_first(statement: Statement, number: int) -> bool:
    """Note one milestone; return False if another worker has just done it."""
    return PassedMilestone.objects.get_or_create(statement=statement, number=number)[1]


def _subject(number: int) -> str:
    return ngettext(
        "%(number)s has signed “%(title)s”", "%(number)s have signed “%(title)s”", number
    )


def _next(statement: Statement, signatories: int) -> str:
    target = goals.target(statement, signatories)
    if target is None or target.number <= signatories:
        return gettext("It was the last one you have set. You can set more under Settings.")
    return gettext("The next one is %(number)s.") % {"number": intcomma(target.number)}
