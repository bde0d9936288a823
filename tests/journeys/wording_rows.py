"""Rows for the journey of wordings; its Console calls these functions in the site's database."""

from django.test import Client

from signatures.actions.statements import letters
from signatures.models import Statement, TextVersion
from tests.factories import make_organizer, make_signature, make_text, sign_in


def publish(slug, names):
    """Publish a statement that people with ``names`` have signed."""
    text = make_text(slug=slug, title="Ask first", text="We aks to be asked.")
    for number, name in enumerate(names):
        make_signature(text, name=name, email=f"person-{number:02}@example.org")


def session(email):
    """Return the key of a new session of an editor."""
    return sign_in(Client(), make_organizer("editor", email=email)).session.session_key


def day_of_first_wording(slug):
    first = TextVersion.objects.get(statement__slug=slug, number=1)
    return f"{first.created_at.day} {first.created_at:%B %Y}"


def make_letter(slug):
    """Make the printable letter, as the worker does some minutes after a change."""
    statement = Statement.objects.get(slug=slug)
    letters.make_letter(TextVersion.objects.filter(statement=statement).current_first()[0])
