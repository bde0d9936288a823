"""Add other forms of words to the search text: Mueller for Müller, 太郎 for 田中太郎, Ng for Lee-Ng.

The functions are those of text.finding as they were then. No step keeps a running site waiting,
and the migration may be run again after it was interrupted.
"""

import re
from itertools import product

from django.db import connections, migrations

BATCH = 20_000  # rows whose locks are held at once

DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"}
SPECIAL = re.compile("[äöüøåđ]")
MOST_SPECIAL = 3
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]{2,}")
SIGN = re.compile(r"[\W_]+")
THREE = re.compile(r"[^\W_]{3}")

READ = """
    SELECT id, CASE display WHEN 'full' THEN name || ' ' || credit ELSE name END, search_text
    FROM signatures_signature
    WHERE id >= %(first)s AND id < %(first)s + %(batch)s AND search_text <> ''
"""
# The database folds the further words as the site does.
WRITE = """
    UPDATE signatures_signature SET search_text = search_text || added
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (of, before, further),
        LATERAL (SELECT signatures_words(further, '') AS added) AS folded
    WHERE id = of AND search_text = before AND right(before, length(added)) <> added
"""


def further(typed, text):
    found = {}
    if SIGN.search(text.replace(" ", "")) or UNSPACED.search(text):
        found |= dict.fromkeys(part for word in text.split() for part in short_parts(word))
    if SPECIAL.search(typed.lower()):
        found |= dict.fromkeys(each for word in typed.lower().split() for each in spellings(word))
    return " ".join(found)


def short_parts(word):
    inside = SIGN.split(word)
    yield from (part for part in inside if part and part != word and not THREE.search(part))
    for run in UNSPACED.findall(word):
        yield from (run[-letters:] for letters in (1, 2) if letters < len(run))


def spellings(word):
    special = SPECIAL.findall(word)
    either = [(letter, DIGRAPHS[letter]) for letter in special[:MOST_SPECIAL]]
    either += [(letter,) for letter in special[MOST_SPECIAL:]]
    between = SPECIAL.split(word)
    for chosen in list(product(*either))[1:]:
        yield "".join(part + letter for part, letter in zip(between, (*chosen, ""), strict=True))


def fill(apps, schema_editor):
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM signatures_signature")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH) if first else ():
            cursor.execute(READ, {"first": begin, "batch": BATCH})
            found = [(pk, text, further(typed, text)) for pk, typed, text in cursor.fetchall()]
            changed = [each for each in found if each[2]]
            if changed:
                cursor.execute(WRITE, [list(column) for column in zip(*changed, strict=True)])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0060_add_digests")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, atomic=False)]
