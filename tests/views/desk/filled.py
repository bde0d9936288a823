"""A statement with a row of everything that some page of the desk shows."""

from signatures.actions.moderation import notes
from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, Rule, SavedSearch, StatementLink
from tests.factories import (
    make_endorsement,
    make_heading,
    make_mark,
    make_notable,
    make_organizer,
    make_signature,
)


def fill(text, word):
    """Give a statement a row of everything that some page of the desk shows."""
    by = make_organizer("moderator", email=f"{word.lower()}@team.example")
    same = {"credit": f"{word} Choir", "source_network": "192.0.2.0/24"}
    for number, state in enumerate(["held", "published", "rejected"]):
        signature = make_signature(
            text,
            state=state,
            name=f"{word} Person {number}",
            email=f"same+{word.lower()}{number}@studio.example",
            **same,
        )
    notes.add(signature, text=f"{word} note", by=by)
    make_notable(make_signature(text, name=f"{word} Star"), make_heading(text, f"{word} heads"))
    make_endorsement(text, name=f"{word} Union", state="held")
    make_endorsement(text, name=f"{word} Guild", state="rejected")
    certified = make_endorsement(text, name=f"{word} Society")
    make_mark(certified, f"{word} mark", according_to=f"{word} register", by=by)
    SavedSearch.objects.create(statement=text.statement, name=f"{word} search", query="", by=by)
    link = {"title": f"{word} video", "url": f"https://{word.lower()}.example", "position": 1}
    StatementLink.objects.create(statement=text.statement, **link)
    Rule.objects.create(
        kind="word", value=word.lower(), effect="hold", statement=text.statement, by=by
    )
    audit_log.record(
        Decision.About.STATEMENT, statement=text.statement, by=by, reason=f"{word} reason"
    )
