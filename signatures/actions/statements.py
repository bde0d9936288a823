"""Writing statements: their texts, and how people come to them before they are public."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from signatures.models import Statement, TextVersion
from signatures.models.text_version import sha256_of


@transaction.atomic
def add_text(text: TextVersion) -> TextVersion:
    """Save a new wording as the newest of its statement and language, and return it.

    Line ends become ``\\n`` first, so that the hash does not depend on who typed the text.
    """
    Statement.objects.select_for_update().get(pk=text.statement_id)
    same = TextVersion.objects.filter(statement=text.statement_id, language=text.language)
    text.number = (same.aggregate(Max("number"))["number__max"] or 0) + 1
    text.text = text.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    text.text_sha256 = sha256_of(text.text)
    text.save(force_insert=True)
    return text


def invitation_link(statement: Statement) -> str:
    """Return the address at which invited people read and sign before publication."""
    query = urlencode({"invitation": statement.invitation})
    return f"{settings.SITE_URL}/{statement.slug}/?{query}"
