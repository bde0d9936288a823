"""Add e-mails that tell the contact of an endorsement what organizers decided."""

from django.db import migrations, models
from django.db.models import Q

NOT_LONG = "SET LOCAL lock_timeout = '5s'"  # a waiting lock would stop the site
ALONE = ["nothing", "alarm", "password_link", "login_code", "account_notice"]
ALONE += ["withdrawn", "disowned"]
NEWS = ["endorse_yes", "endorse_no", "endorse_off"]

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
    ("endorse_yes", "your endorsement is published"),
    ("endorse_no", "your endorsement was not accepted"),
    ("endorse_off", "your endorsement is no longer published"),
    ("audit", "did you sign?"),
    ("vouched_yes", "your guild says yes"),
    ("vouched_no", "your guild says no"),
    ("vouched_unsure", "your guild cannot tell"),
    ("member_used", "your membership was used"),
    ("changed", "your entry is changed"),
    ("not_changed", "your change was not accepted"),
    ("new_wording", "please sign the new wording"),
    ("alarm", "a scheduled job does not run"),
    ("password_link", "set your password"),
    ("login_code", "your code to sign in"),
    ("account_notice", "a change in your account"),
    ("nothing", "nothing"),
]


def goes_to_someone(*kinds: str) -> models.CheckConstraint:
    """Return the constraint, with these ``kinds`` about an endorsement."""
    return models.CheckConstraint(
        condition=Q(kind__in=ALONE)
        | Q(kind__in=kinds, endorsement__isnull=False)
        | (~Q(kind__in=kinds) & Q(signature__isnull=False)),
        name="outgoing_mail_goes_to_somebody",
    )


class Migration(migrations.Migration):
    dependencies = [("signatures", "0058_count_filters_by_text")]

    operations = [
        migrations.RunSQL(NOT_LONG, migrations.RunSQL.noop),
        migrations.AlterField(
            "outgoingmail", "kind", models.CharField(choices=KINDS, max_length=14)
        ),
        migrations.RemoveConstraint("outgoingmail", "outgoing_mail_goes_to_somebody"),
        migrations.AddConstraint("outgoingmail", goes_to_someone("endorse", *NEWS)),
    ]
