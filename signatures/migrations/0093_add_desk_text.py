"""Add the folded name and credit that organizers search, where the search text has others."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("signatures", "0092_add_last_joined_at_of_a_rendition")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            "signature", "desk_text", models.TextField(editable=False, null=True)
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='signature_has_desk_text', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        NEW.desk_text := CASE\n            WHEN NEW.name <> '' AND (\n                NEW.display <> 'full' OR NEW.name ~ '[^ !-&(-_a-~À-ÅÇ-Ýà-åç-ýÿ-įıĴ-ľŁ-őŔ-ſḀ-ẝẟ-ỿΆΈ-ΊΌΎ-ΡΣ-ҁҊ-ԯא-תؠ-ؿف-يٱ-ٴٹ-ۓ‐–—“-„«»ぁ-ゖァ-ヺー㐀-䶿一-鿿가-힣]|^ |  | $' OR NEW.credit ~ '[^ !-&(-_a-~À-ÅÇ-Ýà-åç-ýÿ-įıĴ-ľŁ-őŔ-ſḀ-ẝẟ-ỿΆΈ-ΊΌΎ-ΡΣ-ҁҊ-ԯא-תؠ-ؿف-يٱ-ٴٹ-ۓ‐–—“-„«»ぁ-ゖァ-ヺー㐀-䶿一-鿿가-힣]|^ |  | $'\n            )\n            THEN signatures_words(NEW.name, '') || chr(10) || signatures_words(NEW.credit, '')\n        END;\n        RETURN NEW;\n    ", hash='bfc944020c4fdd784d2c2233b43b8845924c52be', operation='INSERT OR UPDATE OF "name", "credit", "display", "desk_text"', pgid='pgtrigger_signature_has_desk_text_2e9ee', table='signatures_signature', when='BEFORE')),
        ),
    ]
