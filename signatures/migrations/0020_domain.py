import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signatures', '0019_roster'),
    ]

    # A new column that is empty everywhere is added, and its reference checked, without reading
    # a row; a site that runs the code before this writes on without it.
    operations = [
        migrations.AddField(
            model_name='signature',
            name='chosen_guild',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signatures.guild'),
        ),
        migrations.AlterField(
            model_name='revokedproof',
            name='reason',
            field=models.CharField(choices=[('code', 'the guild revoked the code'), ('officer', 'the guild took its word back'), ('roster', 'the guild withdrew its roster'), ('sign_in', 'the guild says the membership was none'), ('domain', 'the guild took back its word for a mail domain')], max_length=8),
        ),
        migrations.CreateModel(
            name='GuildDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=253)),
                ('secret', models.CharField(max_length=43)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guild', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='domains', to='signatures.guild')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('guild', 'name'), name='guild_domain_once'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False)), fields=('name',), name='guild_domain_of_one_guild')],
            },
        ),
    ]
