"""Actions on many signatures at once, searches that are kept, and what organizers search by."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q

# Marks that text/folding.py drops, up to U+FFFF: those that characters.is_accent is true of.
ACCENTS = (
    r"\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u0711"
    r"\u0730-\u074a\u07eb-\u07f3\u07fd\u0816-\u0819\u081b-\u0823\u0825-\u0827\u0829-\u082d"
    r"\u0859-\u085b\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0951-\u0954\u09fe\u0f18-\u0f19\u0f35"
    r"\u0f37\u0f39\u0f82-\u0f83\u0f86-\u0f87\u0fc6\u108d\u135d-\u135f\u17dd\u18a9\u1939-\u193b"
    r"\u1a17-\u1a18\u1a75-\u1a7c\u1a7f\u1ab0-\u1abd\u1abf-\u1ace\u1b6b-\u1b73\u1cd0-\u1cd2"
    r"\u1cd4-\u1ce0\u1ce2-\u1ce8\u1ced\u1cf4\u1cf8-\u1cf9\u1dc0-\u1dff\u20d0-\u20dc\u20e1"
    r"\u20e5-\u20f0\u2cef-\u2cf1\u2de0-\u2dff\u302a-\u302f\ua66f\ua674-\ua67d\ua69e-\ua69f"
    r"\ua6f0-\ua6f1\ua8e0-\ua8f1\ua92b-\ua92d\uaab0\uaab2-\uaab4\uaab7-\uaab8\uaabe-\uaabf\uaac1"
    r"\ufb1e\ufe20-\ufe2f"
)
HIDDEN = r"\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
HIDDEN += r"\ufe00-\ufe0f\ufeff"
# The same as text.finding.search_text(name, credit), as near as PostgreSQL comes to it.
WORDS = rf"""
    CREATE FUNCTION signatures_words(name text, credit text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ' ' || btrim(regexp_replace(normalize(
            replace(replace(replace(replace(translate(lower(regexp_replace(
                normalize(translate(name || ' ' || credit, '''’‘‛`´ʻʼʽʾʿˈ′＇ـ', ''), NFKD),
                '[{ACCENTS}{HIDDEN}]+', '', 'g')),
                'øłđðħŧıςیک‐–—''’‘‛`´ʻʼʽʾʿˈ′＇ـ', 'olddhtiσيك---'),
                'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), NFC),
            '\s+', ' ', 'g'))
    $$;
"""


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def to(model, **more):
    return models.ForeignKey(
        **{"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", **more}, to=model
    )


def moment(**more):
    return models.DateTimeField(**more)


BATCH = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    (
        "act",
        models.CharField(
            choices=[
                ("hold", "hold"),
                ("refuse", "refuse"),
                ("publish", "publish"),
                ("undo", "undo"),
            ],
            max_length=7,
        ),
    ),
    (
        "state",
        models.CharField(
            choices=[
                ("planned", "previewed, not started"),
                ("running", "running"),
                ("done", "done"),
                ("cancelled", "cancelled"),
            ],
            default="planned",
            max_length=9,
        ),
    ),
    (
        "refusal",
        models.CharField(
            blank=True,
            choices=[
                ("not_them", "not signed by the person named"),
                ("not_a_name", "no name of a person"),
                ("duplicate", "the same person had signed before"),
                ("automated", "made by a program, or in bulk"),
                ("abuse", "insulting, or against the law"),
                ("rule", "of a sender, network or kind that is not accepted"),
                ("other", "another reason"),
            ],
            default="",
            max_length=12,
        ),
    ),
    ("reason", models.CharField(max_length=200)),
    ("query", models.TextField(blank=True, default="")),
    ("total", models.PositiveIntegerField(default=0)),
    ("states", models.JSONField(default=dict)),
    ("left_out", models.JSONField(default=dict)),
    ("moved", models.PositiveIntegerField(default=0)),
    ("skipped", models.PositiveIntegerField(default=0)),
    ("reached", models.BigIntegerField(default=0)),
    ("planned_at", moment(default=django.utils.timezone.now)),
    ("started_at", moment(null=True)),
    ("ended_at", moment(null=True)),
    ("by", to(settings.AUTH_USER_MODEL)),
    ("statement", to("signatures.statement", db_index=False)),
    (
        "undoes",
        to("signatures.batch", db_index=False, null=True, related_name="undone_by"),
    ),
]
BATCH_ROW = [
    (
        "pk",
        models.CompositePrimaryKey(
            "batch_id", "signature_id", blank=True, editable=False, primary_key=True, serialize=False
        ),
    ),
    (
        "batch",
        to(
            "signatures.batch",
            db_index=False,
            on_delete=django.db.models.deletion.CASCADE,
            related_name="rows",
        ),
    ),
    (
        "signature",
        to(
            "signatures.signature",
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.DO_NOTHING,
        ),
    ),
    ("state", models.CharField(max_length=9)),
]
SAVED_SEARCH = [
    ("id", key()),
    ("name", models.CharField(max_length=80)),
    ("query", models.TextField()),
    ("saved_at", moment(default=django.utils.timezone.now)),
    ("by", to(settings.AUTH_USER_MODEL)),
    ("statement", to("signatures.statement", on_delete=django.db.models.deletion.CASCADE)),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("signatures", "0008_the_queue")]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION signatures_words(text, text)"),
        migrations.CreateModel(
            name="Batch",
            fields=BATCH,
            options={
                "indexes": [
                    models.Index(
                        fields=["statement", "-planned_at", "-id"], name="batch_newest_first"
                    ),
                    models.Index(
                        condition=Q(state="running"), fields=["started_at"], name="batch_due"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=~Q(state="cancelled") & Q(undoes__isnull=False),
                        fields=("undoes",),
                        name="batch_undone_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(name="BatchRow", fields=BATCH_ROW),
        migrations.CreateModel(
            name="SavedSearch",
            fields=SAVED_SEARCH,
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "name"), name="saved_search_named_once"
                    )
                ],
            },
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                F("statement"),
                F("signed_at").desc(),
                F("public_id").desc(),
                name="signature_signed_last_first",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                F("statement"),
                F("state"),
                F("signed_at").desc(),
                F("public_id").desc(),
                condition=Q(state__in=["rejected", "withdrawn"]),
                name="signature_set_aside",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            models.Index(
                condition=Q(added_by_organizers=True, attested_at__isnull=True),
                fields=["statement"],
                name="signature_added",
            ),
        ),
        AddIndexConcurrently(
            "signature",
            GinIndex(
                OpClass(
                    Func(
                        F("name"),
                        F("credit"),
                        function="signatures_words",
                        output_field=models.TextField(),
                    ),
                    name="gin_trgm_ops",
                ),
                condition=~Q(display="full") | Q(state__in=["held", "rejected"]),
                name="signature_searching",
            ),
        ),
        AddIndexConcurrently(
            "signature", models.Index(fields=["public_id"], name="signature_by_public_id")
        ),
    ]
