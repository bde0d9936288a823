"""Entries of the log for organizers, with only the names that their reader may see."""

import dataclasses
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from signatures.models import Decision, Refusal, Right, Signature, User
from signatures.models.hold_reason import in_words
from signatures.text.languages import language_of

About = Decision.About
Display = Signature.Display
State = Signature.State

# The columns that a line needs. E-mail addresses of signatories are never fetched.
READ = ["about", "subject", "from_state", "to_state", "reason", "refusal", "batch", "held_for"]
READ += ["undoes", "decided_at", "signature_id", "by__email", "person__email", "statement__slug"]
READ += ["statement__publishes_at", "signature__public_id", "signature__name"]
READ += ["signature__country", "signature__state", "signature__display"]

# Names of the settings of a statement, as its entries store them.
SETTINGS = {
    "slug": _("address"),
    "language": _("main language"),
    "front_page": _("shown on the front page"),
    "opens_at": _("opening date"),
    "embargo_at": _("beginning of the embargo"),
    "publishes_at": _("publication date"),
    "closes_at": _("closing date"),
    "after_close": _("what stays public after closing"),
    "goal": _("goal"),
    "milestones": _("milestones"),
    "next_steps": _("next steps after signing"),
    "guild_letter": _("letter to a guild"),
    "shared_networks": _("networks that many people share"),
    "searchable": _("shown to search engines"),
    "signature_pages": _("a page for each signature"),
    "linked_sites": _("sites that signatories link"),
    "linked_orcids": _("ORCID iDs of signatories"),
    "moderation": _("moderation"),
    "form_fields": _("fields of the form"),
    "shares_mailboxes": _("two people with one e-mail address"),
    "members_only": _("only guild members can sign"),
    "guild_id": _("only members of this guild"),
    "paused_at": _("signing paused since"),
    "pause_note": _("sentence about the pause"),
}

# The desk page that shows the current state, and the right that opens it. A line about a
# signature has a link of its own.
PAGES = {
    About.STATEMENT: ("desk_settings", Right.STATEMENTS),
    About.TEXT: ("desk_texts", Right.STATEMENTS),
    About.ENDORSEMENT: ("desk_endorsements", Right.ORGANIZATIONS),
    About.AUDIT: ("desk_audits", Right.SIGNATURES),
    About.UPDATE: ("desk_updates", Right.UPDATES),
    About.EXPORT: ("desk_export", Right.SIGNATURES),
    About.NOTABLE: ("desk_notables", Right.SIGNATURES),
}
PAGES_OF_THE_SITE = {
    About.RULE: ("desk_holding", Right.SIGNATURES),
    About.WATCHED_NAME: ("desk_holding", Right.SIGNATURES),
    About.OCCUPATION: ("desk_occupations", Right.STATEMENTS),
    About.GUILD: ("desk_guilds", Right.STATEMENTS),
    About.ROLE: ("desk_people", Right.PEOPLE),
    About.MAIL: ("desk_operation", Right.OPERATION),
}


@dataclasses.dataclass(frozen=True)
class Line:
    """One line. ``name`` is "" if it is gone or hidden from this reader; the id is shown then."""

    pk: int
    at: datetime
    who: str
    what: str
    subject: str
    url: str
    public_id: uuid.UUID | None
    name: str
    language: str
    slug: str
    before: str
    after: str
    why: str
    batch: uuid.UUID | None
    is_undone: bool

    @property
    def when(self) -> str:
        """The time in UTC. Django's date filter would be the slowest part of a long page."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def short_id(self) -> str:
        return short(self.public_id)

    @property
    def short_batch(self) -> str:
        return short(self.batch)


def short(number: uuid.UUID | None) -> str:
    """Return the first eight characters of a long id, enough for people to compare."""
    return str(number)[:8] if number else ""


def lines(decisions: Iterable[Decision], *, undone: Collection[int], reader: User) -> list[Line]:
    """Return a line for each decision. ``undone`` are the ids of decisions that were undone.

    A reader with the right to signatures sees every known name; others, only public names.
    """
    return [_line(each, each.pk in undone, reader) for each in decisions]


def _line(decision: Decision, is_undone: bool, reader: User) -> Line:
    signature, names = decision.signature, reader.may(Right.SIGNATURES)
    name = signature.name if signature and (names or _is_seen_by_all(decision)) else ""
    return Line(
        pk=decision.pk,
        at=decision.decided_at,
        who=_who(decision),
        what=_what(decision),
        subject=_subject(decision),
        url=_url(decision, reader),
        public_id=signature.public_id if signature else None,
        name=name,
        language=language_of(name, signature.country) if signature and name else "",
        slug=decision.statement.slug if decision.statement else "",
        before=decision.before,
        after=decision.after,
        why=_why(decision),
        batch=decision.batch,
        is_undone=is_undone,
    )


def _is_seen_by_all(decision: Decision) -> bool:
    signature, statement = decision.signature, decision.statement
    return bool(
        signature
        and signature.state == State.PUBLISHED
        and signature.display in (Display.FULL, Display.NAME)
        and statement
        and statement.publishes_at
        and statement.publishes_at <= timezone.now()
    )


def _who(decision: Decision) -> str:
    if decision.by:
        return decision.by.email
    is_own = State.PENDING in (decision.from_state, decision.to_state)
    is_own = is_own or decision.to_state == State.WITHDRAWN
    is_own = is_own or decision.from_state == decision.to_state  # signed another wording
    if decision.about == About.SIGNATURE and is_own and decision.to_state != "erased":
        return gettext("the signatory")
    return gettext("a command on the server")


def _what(decision: Decision) -> str:
    """Return the kind in words; "" if the subject begins with it, as "rule 7" does."""
    kind = str(About(decision.about).label)
    return "" if decision.subject.startswith(kind) else kind


def _subject(decision: Decision) -> str:
    subject = decision.subject
    if decision.about == About.STATEMENT:
        subject = str(SETTINGS.get(subject, subject))
    parts = [decision.person.email if decision.person else "", subject]
    if decision.signature_id and not decision.signature:
        parts.append(gettext("deleted"))
    return ", ".join(filter(None, parts))


def _url(decision: Decision, reader: User) -> str:
    """Return the address of the page about what changed; "" if the reader may not open it."""
    of = [decision.statement.slug] if decision.statement else []
    found = PAGES_OF_THE_SITE.get(About(decision.about))
    if found:
        found = None if reader.is_limited else found
        of = []
    elif of:
        found = PAGES.get(About(decision.about))
    return reverse(found[0], args=of) if found and reader.may(found[1]) else ""


def _why(decision: Decision) -> str:
    """Return the reason, the kind of rejection and the hold reasons, as far as there are any."""
    why = [decision.reason] if decision.reason else []
    if decision.refusal:
        known = decision.refusal in Refusal.values
        why.append(str(Refusal(decision.refusal).label) if known else decision.refusal)
    if decision.held_for:
        is_held = decision.to_state == State.HELD
        words = gettext("held: %s") if is_held else gettext("was held: %s")
        why.append(words % "; ".join(in_words(decision.held_for)))
    return "; ".join(why)
