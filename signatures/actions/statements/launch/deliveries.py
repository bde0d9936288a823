"""Deliveries of a statement to its addressee, with the list as it was delivered."""

from functools import partial

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from signatures.actions.record_keeping import edits, frozen_lists
from signatures.actions.record_keeping.frozen_lists import Line
from signatures.actions.statements import updates
from signatures.actions.statements.updates import UpdateInput
from signatures.errors import StaleEditError
from signatures.models import Answer, DeliveredLine, Delivery, Statement, TextVersion, Update, User

LONGEST_TITLE = 200
# The state of a line of the list that has not changed.
AS_DELIVERED = "as delivered"


@transaction.atomic
def deliver(delivery: Delivery, *, by: User) -> None:
    """Record a delivery, and freeze the list of names as it was at ``delivery.list_at``.

    Raises StaleEditError if the statement was not public then.
    """
    locked = Statement.objects.select_for_update(no_key=True)
    statement = locked.get(pk=delivery.statement_id)
    if not statement.is_public or delivery.list_at < statement.public_since:
        raise StaleEditError
    edits.add(delivery, by=by)
    hashes = frozen_lists.write(DeliveredLine, delivery, statement=statement, at=delivery.list_at)
    delivery.names, delivery.sha256 = len(hashes), frozen_lists.list_hash(hashes)
    delivery.save(update_fields=["names", "sha256"])


@transaction.atomic
def change(delivery: Delivery, *, by: User, seen: str) -> None:
    """Save what the campaign team says about a delivery; its list and hash stay.

    Raises StaleEditError if it has changed since ``seen``, an ``edits.revision``.
    """
    [before] = Delivery.objects.filter(pk=delivery.pk).values_list("file", flat=True) or [""]
    edits.save(delivery, by=by, seen=seen)
    if delivery.file.name != before:
        _delete_after_commit(before)


@transaction.atomic
def remove(delivery: Delivery, *, by: User) -> bool:
    """Delete a delivery with its file, list and answers; return False if it is gone already."""
    if not edits.delete(delivery, by=by):
        return False
    _delete_after_commit(delivery.file.name)
    return True


def lines(delivery: Delivery) -> list[Line]:
    """Return every line of the list, sorted by its hash, with the names that are still public."""
    return frozen_lists.lines(DeliveredLine.objects.filter(delivery=delivery), delivery.statement)


def draft_update(delivery: Delivery, *, by: User) -> Update:
    """Write the draft of an update about a delivery and its answers, to be edited and sent."""
    return updates.write(delivery.statement, words(delivery), by=by)


def words(delivery: Delivery) -> UpdateInput:
    """Return an update about a delivery, in the statement's language if the site speaks it."""
    statement = delivery.statement
    text = TextVersion.objects.current().get(statement=statement)
    known = statement.language in dict(settings.LANGUAGES)
    with translation.override(statement.language if known else settings.LANGUAGE_CODE):
        answers = [_answer(each) for each in delivery.answers.all()]
        title = (
            gettext("Answer from %(recipient)s")
            if answers
            else gettext("Delivered to %(recipient)s")
        )
        paragraphs = [_delivered(delivery, text.title)]
        if answers:
            paragraphs += [
                gettext("The answers to what the statement asks for:"),
                "\n".join(answers),
            ]
        address = f"{settings.SITE_URL}{delivery.get_absolute_url()}"
        more = gettext("More about the delivery: %(address)s") % {"address": f"<{address}>"}
    named = title % {"recipient": delivery.recipient}
    return UpdateInput(named[:LONGEST_TITLE], "\n\n".join([*paragraphs, more]))


def _delivered(delivery: Delivery, title: str) -> str:
    sentence = ngettext(
        "On %(day)s we delivered “%(title)s” with %(names)s name to %(recipient)s, %(how)s.",
        "On %(day)s we delivered “%(title)s” with %(names)s names to %(recipient)s, %(how)s.",
        delivery.names or 0,
    )
    return sentence % {
        "day": date_format(delivery.delivered_at, "j F Y"),
        "title": title,
        "names": intcomma(delivery.names or 0),
        "recipient": delivery.recipient,
        "how": delivery.get_how_display(),
    }


def _answer(answer: Answer) -> str:
    line = f"- **{answer.demand}**: {answer.get_outcome_display()}"
    if answer.text:
        line += ". " + " ".join(answer.text.split())
    return line


def _delete_after_commit(name: str) -> None:
    if name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
