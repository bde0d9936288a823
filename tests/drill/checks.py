"""Comparison of a restored database with the one that was backed up."""

import json

# Rows of these go, come or change when a signature is erased again after a restore.
ERASING_CHANGES = {
    "django_migrations",
    "signatures_decision",
    "signatures_erasure",
    "signatures_jobrun",
    "signatures_limitcount",
    "signatures_mailboxkey",
    "signatures_outgoingmail",
    "signatures_tally",
    "signatures_tallydelta",
    "signatures_token",
    "signatures_withheldmailbox",
}
OTHERS = ["signatures", "constraints", "tallies", "media", "keys", "erasures"]
MEDIA = "logos/drill.png"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# Without the people who withdraw after the backup; the order of rows does not matter to a sum.
CONTENT = "SELECT {sums} FROM signatures_signature WHERE id <> ALL(%s)"
SUM = "sum(hashtextextended(quote_nullable({column}), 0))"
COLUMNS = """
    SELECT quote_ident(column_name) FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = 'signatures_signature' ORDER BY 1
"""
CONSTRAINTS = "SELECT count(*), bool_and(convalidated) FROM pg_constraint"
# What is stored under a key: a secret that is encrypted, and a hash.
KEYED = """
from signatures.actions.mail import suppressions
from signatures.actions.record_keeping.webhooks import webhooks
from signatures.models import Statement, User
office = User.objects.create_superuser("drill@example.org", "of the drill")
first = Statement.objects.order_by("pk").first()
calls = {"url": "https://drill.example/", "sends_signatures": True, "sends_counts": True}
webhooks.add(first, **calls, by=office)
suppressions.suppress_everywhere("gone@drill.example", reason="disowned")
"""
OPEN = """
from signatures.models import Webhook
print(Webhook.objects.get().secret)
"""
# Each signature by a link of its own, as its owner would do it.
WITHDRAW = """
from signatures.actions.signing import own_signature
from signatures.models import Signature
from tests.factories import make_link
for signature in Signature.objects.filter(pk__in={chosen}):
    own_signature.withdraw(make_link(signature, "manage"))
"""


def put_media(machine):
    file = machine.var_dir / "media" / MEDIA
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("drill")


def put_keyed(machine):
    machine.shell(KEYED)


def remove_media(machine):
    (machine.var_dir / "media" / MEDIA).unlink()


def choose(machine, number):
    """Return the ids of people who will withdraw: published, with an e-mail address."""
    found = machine.rows(
        "SELECT id FROM signatures_signature WHERE state = 'published' AND email <> ''"
        f" ORDER BY hashtext(id::text) LIMIT {number}"
    )
    return [pk for [pk] in found]


def withdraw(machine, chosen):
    machine.shell(WITHDRAW.format(chosen=json.dumps(chosen)))
    machine.manage("write_erasures")


def look(machine, chosen):
    """Return what can be compared: rows of each table, content, constraints, tallies, media."""
    tables = [name for [name] in machine.rows(TABLES)]
    file = machine.var_dir / "media" / MEDIA
    return {
        "rows": {name: machine.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables},
        "signatures": content(machine, chosen),
        "constraints": machine.rows(CONSTRAINTS),
        "tallies": machine.manage("check_tallies").strip(),
        "media": file.read_text() if file.exists() else None,
        "keys": machine.shell(OPEN) + machine.manage("check", "--database=default"),
    }


def content(machine, chosen):
    """Return a sum of what each column of the signatures holds, by its name."""
    columns = [name for [name] in machine.rows(COLUMNS)]
    sums = ", ".join(SUM.format(column=name) for name in columns)
    return dict(zip(columns, machine.rows(CONTENT.format(sums=sums), chosen)[0], strict=True))


def differences(before, after):
    """Yield what is not as it was before."""
    for name, number in before["rows"].items():
        if name not in ERASING_CHANGES and after["rows"].get(name) != number:
            yield f"{name} had {number} rows and has {after['rows'].get(name)}"
    for column, value in before["signatures"].items():
        if after["signatures"].get(column) != value:
            yield f"signatures: the column {column} is not as it was"
    for name in ("constraints", "media", "keys"):
        if before[name] != after[name]:
            yield f"{name}: {before[name]} before, {after[name]} after"
    if after["tallies"] != "All counts are correct.":
        yield f"tallies: {after['tallies']}"


def still_there(machine, chosen):
    """Yield each person who withdrew after the backup and is back."""
    query = "SELECT id FROM signatures_signature WHERE id = ANY(%s)"
    query += " AND (name <> '' OR email <> '' OR state <> 'withdrawn')"
    for [pk] in machine.rows(query, chosen):
        yield f"signature {pk} was withdrawn and is back"
