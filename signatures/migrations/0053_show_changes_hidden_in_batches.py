"""Show in the log what a batch hid: settings, merges, and lists of watched names."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

LINES = Q(batch=None) | ~Q(about__in=["signature", "watched_name", "endorsement"])
AT_THE_DESK = Q(by__isnull=False) | ~Q(about="signature")
# Watched names that were added before had no line for the whole list.
ADD_LINES = """
    INSERT INTO signatures_decision
        (about, subject, from_state, to_state, reason, statement_id, by_id, batch, decided_at)
    SELECT 'batch', 'watched names', '', count(*) || ' names watched', '',
        min(statement_id), min(by_id), batch, min(decided_at)
    FROM signatures_decision line
    WHERE about = 'watched_name' AND batch IS NOT NULL AND NOT EXISTS (
        SELECT FROM signatures_decision head WHERE head.batch = line.batch AND about = 'batch'
    )
    GROUP BY batch
"""


def index(name, lines, *fields):
    order = [*(F(each) for each in fields), F("decided_at").desc(), F("id").desc()]
    return AddIndexConcurrently("decision", models.Index(*order, condition=lines, name=name))


class Migration(migrations.Migration):
    # The log may be long: its indexes are built while the site runs, the old ones go last.
    atomic = False

    dependencies = [("signatures", "0051_add_wording_rounds")]

    operations = [
        migrations.RunSQL(ADD_LINES, migrations.RunSQL.noop),
        index("decision_log", LINES),
        index("decision_log_of_statement", LINES, "statement"),
        index("decision_log_desk", LINES & AT_THE_DESK),
        index("decision_log_desk_of_statement", LINES & AT_THE_DESK, "statement"),
        RemoveIndexConcurrently("decision", "decision_told"),
        RemoveIndexConcurrently("decision", "decision_told_of_statement"),
        RemoveIndexConcurrently("decision", "decision_desk"),
        RemoveIndexConcurrently("decision", "decision_desk_of_statement"),
    ]
