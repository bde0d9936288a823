"""Note the goals that are passed already, so that no one is e-mailed about them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0086_add_milestones_next_steps_and_webhooks'),
    ]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO signatures_passedmilestone (statement_id, number, passed_at)
            SELECT statement.id, statement.goal, now()
            FROM signatures_statement statement
            JOIN signatures_tally tally ON tally.statement_id = statement.id
            WHERE tally.dimension = 'proof' AND tally.value <> 'none'
            GROUP BY statement.id HAVING sum(tally.total) >= statement.goal
            """,
            migrations.RunSQL.noop,
        ),
    ]
