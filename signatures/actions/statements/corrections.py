"""Corrections of a text and checks of its translations, both of which take two organizers."""

import dataclasses

from django.db import IntegrityError, transaction

from signatures.actions.moderation import text_names
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.actions.statements import texts
from signatures.actions.statements.texts import TextInput
from signatures.errors import InUseError, SameOrganizerError, StaleEditError
from signatures.models import (
    Decision,
    ProposedCorrection,
    Statement,
    TextVersion,
    TranslationCheck,
    User,
)

PARTS = dataclasses.fields(TextInput)
ENOUGH = 2  # organizers who confirm that a translation says the same


@transaction.atomic
def propose(
    statement: Statement, language: str, words: TextInput, *, seen: str, reason: str, by: User
) -> ProposedCorrection | None:
    """Propose ``words`` as a correction of the current version; None if nothing is different.

    It becomes a version once another organizer agrees. Raises StaleEditError if the wording has
    changed since it was ``seen``, InUseError if another correction is waiting.
    """
    newest = texts.newest_for_update(statement, language)
    if newest is None or texts.revision(newest) != seen:
        raise StaleEditError
    words = words.with_plain_line_ends()
    changed = words.differing_from(TextInput.of(newest))
    if not changed:
        return None
    try:
        with transaction.atomic():
            proposed = ProposedCorrection.objects.create(
                statement=statement,
                language=language,
                corrects=newest,
                reason=audit_log.without_addresses(reason),
                proposed_by=by,
                **dataclasses.asdict(words),
            )
    except IntegrityError as error:
        raise InUseError from error
    _log(proposed, f"correction proposed: {reason}", by=by)
    return proposed


@transaction.atomic
def agree(pk: int, *, statement: Statement, by: User) -> TextVersion:
    """Agree to a correction that another organizer proposed, and save it as a new version.

    Raises SameOrganizerError for the one who proposed it, StaleEditError if it is gone or the
    text has changed since.
    """
    proposed = _waiting(pk, statement)
    if proposed.proposed_by_id == by.pk:
        raise SameOrganizerError
    newest = texts.newest_for_update(statement, proposed.language)
    if newest is None or newest.pk != proposed.corrects_id:
        raise StaleEditError
    words = TextInput(**{each.name: getattr(proposed, each.name) for each in PARTS})
    saved = texts.add_text(
        TextVersion(
            statement=statement,
            language=proposed.language,
            reason=proposed.reason,
            **dataclasses.asdict(words),
        ),
        corrects=True,
    )
    changed = words.differing_from(TextInput.of(newest))
    why = f"correction agreed to: {proposed.reason} ({', '.join(changed)})"
    _log(proposed, why, by=by, saved=saved)
    proposed.delete()
    text_names.watch(statement, by=by)
    page_cache.invalidate_on_commit()
    return saved


@transaction.atomic
def drop(pk: int, *, statement: Statement, by: User) -> None:
    """Drop a correction that waits for agreement. Raises StaleEditError if it is gone."""
    proposed = _waiting(pk, statement)
    _log(proposed, f"correction dropped: {proposed.reason}", by=by)
    proposed.delete()


@transaction.atomic
def confirm_translation(text: TextVersion, *, by: User) -> bool:
    """Confirm that a translation says the same; return False if ``by`` already has."""
    _, is_new = TranslationCheck.objects.get_or_create(text_version=text, by=by)
    if is_new:
        audit_log.record(
            Decision.About.TEXT,
            statement=text.statement,
            subject=f"{text.language} {text.number}",
            to_state=text.label,
            reason="confirmed that the translation says the same",
            by=by,
        )
        page_cache.invalidate_on_commit()
    return is_new


def _waiting(pk: int, statement: Statement) -> ProposedCorrection:
    waiting = ProposedCorrection.objects.select_for_update(of=["self"])
    proposed = waiting.select_related("corrects").filter(pk=pk, statement=statement).first()
    if proposed is None:
        raise StaleEditError
    return proposed


def _log(
    proposed: ProposedCorrection, reason: str, *, by: User, saved: TextVersion | None = None
) -> None:
    audit_log.record(
        Decision.About.TEXT,
        statement=proposed.statement,
        subject=f"{proposed.language} {proposed.corrects.number + 1}",
        from_state=texts.name_in_log(proposed.corrects),
        to_state=texts.name_in_log(saved) if saved else "",
        reason=reason,
        by=by,
    )
