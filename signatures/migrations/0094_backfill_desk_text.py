"""Fill in what organizers search, and search it by an index of its own.

No step keeps a running site waiting, and the migration may be run again after it was interrupted.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connections, migrations
from django.db.models import F, Q

BATCH = 20_000  # rows whose locks are held at once

# Those of text.searching as they were then.
PLAIN = "!-&(-_a-~\u00c0-\u00c5\u00c7-\u00dd\u00e0-\u00e5\u00e7-\u00fd\u00ff-\u012f\u0131"
PLAIN += "\u0134-\u013e\u0141-\u0151\u0154-\u017f\u1e00-\u1e9d\u1e9f-\u1eff"  # Latin
PLAIN += "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u0481\u048a-\u052f"  # Greek, Cyrillic
PLAIN += "\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0671-\u0674\u0679-\u06d3"  # Hebrew, Arabic
PLAIN += "\u2010\u2013\u2014\u201c-\u201e\u00ab\u00bb"  # dashes, quotation marks
PLAIN += "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
NOT_PLAIN = f"[^ {PLAIN}]|^ |  | $"

# The trigger sets the text. Signatures that need none are left out, and not written anew.
FILL = """
    UPDATE signatures_signature SET desk_text = NULL
    WHERE id >= %(first)s AND id < %(first)s + %(batch)s
        AND desk_text IS NULL AND name <> ''
        AND (display <> 'full' OR name ~ %(not_plain)s OR credit ~ %(not_plain)s)
"""


def fill(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(FILL, {"first": begin, "batch": BATCH, "not_plain": NOT_PLAIN})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0093_add_desk_text")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
        AddIndexConcurrently(
            "signature",
            GinIndex(
                OpClass(F("desk_text"), name="gin_trgm_ops"),
                condition=Q(desk_text__isnull=False),
                name="signature_desk_text",
            ),
        ),
        RemoveIndexConcurrently("signature", "signature_searching"),
    ]
