"""The watch list, rules of organizers, and what a signature is compared with when proven."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q, Value


def statement():
    return models.ForeignKey(
        blank=True,
        help_text="Empty: for all statements.",
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="signatures.statement",
    )


def by():
    return models.ForeignKey(
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0004_finding_within_an_index")]

    operations = [
        migrations.CreateModel(
            name="WatchedName",
            fields=[
                ("id", key()),
                ("name", models.CharField(max_length=100)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="How to reach them, for instance.", max_length=200
                    ),
                ),
                ("keys", ArrayField(base_field=models.TextField(), editable=False, size=None)),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("by", by()),
                ("statement", statement()),
            ],
            options={
                "ordering": ["name", "pk"],
                "indexes": [GinIndex(fastupdate=False, fields=["keys"], name="watched_name_keys")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(keys__len__gt=0), name="watched_name_has_keys"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", key()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("domain", "mail domain, those below it included"),
                            ("address", "mail address"),
                            ("network", "network a form comes from"),
                            ("name", "name, * for any letters"),
                            ("word", "word in the name or credit"),
                        ],
                        max_length=7,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                (
                    "effect",
                    models.CharField(
                        choices=[("hold", "hold"), ("refuse", "refuse")],
                        default="hold",
                        max_length=6,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: until it is deleted. Times are UTC.",
                        null=True,
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("by", by()),
                ("statement", statement()),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["kind", "value"], name="rule_by_value")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["domain", "address", "network", "name", "word"]),
                        name="rule_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(effect="hold") | (Q(effect="refuse") & ~Q(kind="word")),
                        name="rule_about_a_word_only_holds",
                        violation_error_message="A word is no reason to refuse: it may be a surname.",
                    ),
                    models.CheckConstraint(condition=~Q(value=""), name="rule_about_something"),
                ],
            },
        ),
        AddIndexConcurrently(
            "signature",
            HashIndex(
                fields=["search_text"],
                condition=Q(state__in=["held", "published"], display="full"),
                name="signature_same_words",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                fields=["source_network", "attested_at"],
                condition=Q(attested_at__isnull=False) & ~Q(source_network=""),
                name="signature_from_network",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                Func(F("mailbox"), Value("@"), Value(2), function="split_part"),
                F("attested_at"),
                condition=Q(attested_at__isnull=False, mailbox__isnull=False),
                name="signature_from_domain",
            ),
        ),
    ]
