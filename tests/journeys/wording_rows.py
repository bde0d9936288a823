"""Rows for the journey of wordings; Site.call calls these functions in its database."""

from signatures.actions.statements import letters
from signatures.models import Statement, TextVersion
from tests.factories import make_signature, make_text


def publish(slug, names):
    """Publish a statement that people with ``names`` have signed."""
    text = make_text(slug=slug, title="Ask first", text="We aks to be asked.")
    for number, name in enumerate(names):
        make_signature(text, name=name, email=f"person-{number:02}@example.org")


def day_of_first_wording(slug):
    first = TextVersion.objects.get(statement__slug=slug, number=1)
    return f"{first.created_at.day} {first.created_at:%B %Y}"


def make_letter(slug):
    """Make the printable letter, as the worker does some minutes after a change."""
    statement = Statement.objects.get(slug=slug)
    letters.make_letter(TextVersion.objects.filter(statement=statement).current_first()[0])
