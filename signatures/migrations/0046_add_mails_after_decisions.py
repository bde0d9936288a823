from django.db import migrations, models
from django.db.models import Q

NOT_LONG = "SET LOCAL lock_timeout = '5s'"  # a waiting lock would stop the site
ALONE = ["nothing", "alarm", "password_link", "login_code", "account_notice"]

KINDS = [
    ("confirm", "please confirm"),
    ("reminder", "reminder to confirm"),
    ("remind_again", "reminder to confirm, sent by an organizer"),
    ("already_signed", "you have signed already"),
    ("thank_you", "thank you"),
    ("published", "your signature is published"),
    ("not_accepted", "your signature was not accepted"),
    ("withdrawn", "you have withdrawn"),
    ("disowned", "you did not sign"),
    ("link", "the link to your signature"),
    ("endorse", "please confirm an endorsement"),
    ("audit", "did you sign?"),
    ("vouched_yes", "your guild says yes"),
    ("vouched_no", "your guild says no"),
    ("vouched_unsure", "your guild cannot tell"),
    ("member_used", "your membership was used"),
    ("alarm", "a scheduled job does not run"),
    ("password_link", "set your password"),
    ("login_code", "your code to sign in"),
    ("account_notice", "a change in your account"),
    ("nothing", "nothing"),
]


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
        migrations.AlterField(
            "outgoingmail", "kind", models.CharField(choices=KINDS, max_length=14)
        ),
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
