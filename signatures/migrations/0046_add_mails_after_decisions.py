from django.db import migrations, models
from django.db.models import Q

NOT_LONG = "SET LOCAL lock_timeout = '5s'"  # a waiting lock would stop the site
ALONE = ["nothing", "alarm", "password_link", "login_code", "account_notice"]


def goes_to_someone(*kinds: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(kind__in=[*ALONE, *kinds])
        | Q(kind="endorse", endorsement__isnull=False)
        | (~Q(kind="endorse") & Q(signature__isnull=False)),
        name="outgoing_mail_goes_to_somebody",
    )


class Migration(migrations.Migration):
    dependencies = [("signatures", "0041_number_wordings")]

    operations = [
        migrations.RunSQL(NOT_LONG, migrations.RunSQL.noop),
        migrations.RemoveConstraint("outgoingmail", "outgoing_mail_goes_to_somebody"),
        migrations.AddConstraint("outgoingmail", goes_to_someone("withdrawn", "disowned")),
        migrations.AddConstraint(
            "outgoingmail",
            models.UniqueConstraint(
                fields=["signature"],
                condition=Q(kind="reminder"),
                name="outgoing_mail_one_reminder",
            ),
        ),
    ]
