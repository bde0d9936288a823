from django.db import migrations, models

CLAIM_HELP = (
    "The claim that shows membership. For a claim inside another, put a full stop between the "
    "names: member.status"
)
SCOPE_HELP = (
    "Requested in addition to “openid”, separated by spaces. They should return the claim below "
    "and nothing else. Leave empty if the server sends it without one."
)
ACCEPTED_HELP = (
    "One on each line. If the claim is true or false, enter “true”. Of a list, one accepted value "
    "is enough."
)


def note_that_it_worked(apps, schema_editor):
    """Sign-ins set up before tests were recorded go on: their members use them."""
    sign_ins = apps.get_model("signatures", "GuildSignIn").objects
    sign_ins.using(schema_editor.connection.alias).update(tested_at=models.F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [("signatures", "0066_erase_identity_of_withheld")]

    operations = [
        migrations.AddField(
            model_name="guildsignin",
            name="tested_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="guildsignin",
            name="accepted",
            field=models.TextField(
                db_default="active\nhonorary",
                default="active\nhonorary",
                help_text=ACCEPTED_HELP,
            ),
        ),
        migrations.AddField(
            model_name="guildsignin",
            name="auth_method",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As the server says"),
                    ("client_secret_basic", "In the header (client_secret_basic)"),
                    ("client_secret_post", "In the form (client_secret_post)"),
                ],
                db_default="",
                default="",
                help_text="How this site shows the secret to the server.",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="guildsignin",
            name="scope",
            field=models.CharField(
                blank=True, default="membership", help_text=SCOPE_HELP, max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="guildsignin",
            name="status_claim",
            field=models.CharField(
                default="member_status", help_text=CLAIM_HELP, max_length=200
            ),
        ),
        migrations.RunPython(note_that_it_worked, migrations.RunPython.noop),
    ]
