"""Rules for the SQL of a migration that a running site survives.

While ``migrate`` runs, web and worker of the former release go on reading and writing. A statement
must neither hold a lock on a filled table for long, nor take away what the former release uses.
Tables that the migration itself makes are empty and unknown to that release: anything goes.
"""

import re
from typing import NamedTuple

NAME = r'"?(?P<table>\w+)"?'
TABLE = re.compile(rf"(?:ALTER TABLE|UPDATE|DELETE FROM|LOCK TABLE)(?: ONLY)? {NAME}", re.I)
MADE = re.compile(rf"CREATE TABLE(?: IF NOT EXISTS)? {NAME}", re.I)
ON = re.compile(
    rf"CREATE (?:OR REPLACE )?(?:CONSTRAINT |UNIQUE )?(?:INDEX|TRIGGER).*? ON {NAME}", re.I | re.S
)
NEEDS_LOCK = re.compile(r"^(ALTER TABLE|CREATE (CONSTRAINT )?TRIGGER|DROP TRIGGER)", re.I)
LOCK_TIMEOUT = re.compile(r"^SET (LOCAL )?lock_timeout", re.I)
# Their value differs in each row, so PostgreSQL writes the whole table anew.
VOLATILE = r"gen_random_uuid|random|clock_timestamp|nextval"


class Rule(NamedTuple):
    name: str
    pattern: re.Pattern
    instead: str


def _rule(name, pattern, instead):
    return Rule(name, re.compile(pattern, re.IGNORECASE | re.DOTALL), instead)


RULES = [
    _rule(
        "index",
        r"^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)",
        "writers wait until the index is made: use AddIndexConcurrently",
    ),
    _rule(
        "index removed",
        r"^DROP INDEX (?!CONCURRENTLY)",
        "readers wait: use RemoveIndexConcurrently",
    ),
    _rule(
        "constraint",
        r"ADD CONSTRAINT (?!.*\b(NOT VALID|USING INDEX)\b)",
        "everyone waits while all rows are read: add it NOT VALID, and validate it in a migration"
        " of its own; make a unique index concurrently first",
    ),
    _rule(
        "column for new code only",
        r"ADD COLUMN (?!.*\bDEFAULT\b).*(?<!IS )NOT NULL",
        "the former release does not fill it, and its inserts fail: null=True, or db_default",
    ),
    _rule(
        "default dropped",
        r"ALTER COLUMN \S+ DROP DEFAULT",
        "the former release does not fill the column, and its inserts fail: use db_default",
    ),
    _rule(
        "table written anew",
        rf"ADD COLUMN .*DEFAULT .*\b({VOLATILE})\(|ALTER COLUMN \S+ TYPE",
        "everyone waits while all rows are written: add a column, fill it in batches, change over",
    ),
    _rule(
        "no more nulls",
        r"ALTER COLUMN \S+ SET NOT NULL",
        "everyone waits while all rows are read: add and validate CHECK (… IS NOT NULL) first",
    ),
    _rule(
        "taken away",
        r"DROP COLUMN|RENAME (COLUMN|TO)|^DROP TABLE|^ALTER TABLE \S+ RENAME ",
        "the former release still uses it: take it out of the code in one release, and out of"
        " the database in the next",
    ),
    _rule(
        "whole table locked",
        r"^(VACUUM FULL|CLUSTER|LOCK TABLE|REINDEX (?!.*CONCURRENTLY))",
        "everyone waits until it has ended",
    ),
]


def broken(statements, *, is_atomic, has_python=False):
    """Return (name, what to do instead) of each rule that the statements break, once."""
    statements = [each for each in map(_bare, statements) if each]
    made = {match["table"] for each in statements if (match := MADE.match(each))}
    filled = [each for each in statements if _table(each) not in made]
    found = [
        (rule.name, rule.instead) for rule in RULES for each in filled if rule.pattern.search(each)
    ]
    locking = [each for each in filled if NEEDS_LOCK.match(each)]
    if locking and not _waits_briefly(statements, locking[0]):
        instead = "while it waits for its lock, everyone behind it waits: SET LOCAL lock_timeout"
        found.append(("no lock_timeout", instead))
    if locking and is_atomic and (has_python or any(map(_changes_rows, filled))):
        instead = "the lock is held while rows are filled: fill them in a migration of its own"
        found.append(("filled under a lock", instead))
    return list(dict.fromkeys(found))


def _bare(statement):
    """Return a statement without comments, in one line."""
    lines = [line for line in statement.splitlines() if not line.lstrip().startswith("--")]
    return " ".join(" ".join(lines).split()).strip()


def _table(statement):
    match = TABLE.match(statement) or ON.match(statement)
    return match["table"] if match else None


def _waits_briefly(statements, locking):
    before = statements[: statements.index(locking)]
    return any(LOCK_TIMEOUT.match(each) for each in before)


def _changes_rows(statement):
    return bool(re.match(r"(UPDATE|DELETE FROM|INSERT INTO) ", statement, re.IGNORECASE))
