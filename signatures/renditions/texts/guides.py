"""Guides for organizers and officers: the Markdown files in templates/help as HTML."""

from typing import Any

from django.template.loader import render_to_string

from signatures.renditions.texts import letter
from signatures.renditions.texts.letter import Letter

ORGANIZERS, OFFICERS = "help/organizers.md", "help/officers.md"


def guide(template: str, context: dict[str, Any]) -> Letter:
    """Return a guide with its table of contents. Each heading has an id made from its words."""
    return letter.page(render_to_string(template, context))
