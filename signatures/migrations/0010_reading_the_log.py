"""What the log, the numbers at the desk and the health of the mail are read by."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

TOLD_ONCE = Q(batch=None) | Q(about="batch")
AT_THE_DESK = Q(by__isnull=False) | ~Q(about="signature")


def of_the_log(name, lines, *fields):
    index = models.Index(
        *(F(each) for each in fields),
        F("decided_at").desc(),
        F("id").desc(),
        condition=lines,
        name=name,
    )
    return AddIndexConcurrently("decision", index)


def of_mail(field):
    condition = Q(**{f"{field}_at__isnull": False})
    index = models.Index(
        fields=[f"{field}_at"], condition=condition, name=f"outgoing_mail_{field}"
    )
    return AddIndexConcurrently("outgoingmail", index)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0009_bulk")]

    operations = [
        of_the_log("decision_told", TOLD_ONCE),
        of_the_log("decision_told_of_statement", TOLD_ONCE, "statement"),
        of_the_log("decision_desk", TOLD_ONCE & AT_THE_DESK),
        of_the_log("decision_desk_of_statement", TOLD_ONCE & AT_THE_DESK, "statement"),
        of_mail("sent"),
        of_mail("failed"),
        AddIndexConcurrently(
            "signature",
            models.Index(
                fields=["statement", "attested_at"],
                condition=Q(attested_at__isnull=False),
                name="signature_proven",
            ),
        ),
    ]
