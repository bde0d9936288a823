"""Name and credit as organizers search them: folded, a line each.

Folding takes fifty times as long as comparing, so a search cannot do it for each signature that it
looks at. Most names and credits are read from the public search text, where they stand in a place
known from their length. ``desk_text`` has those that are not shown, and those of which folding
makes more or fewer letters.
"""

from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Length, Substr
from pgtrigger import Before, Insert, Trigger, UpdateOf

from signatures.text.searching import NOT_PLAIN

HAS_DESK_TEXT = Trigger(
    name="signature_has_desk_text",
    when=Before,
    operation=Insert | UpdateOf("name", "credit", "display", "desk_text"),
    func=f"""
        NEW.desk_text := CASE
            WHEN NEW.name <> '' AND (
                NEW.display <> 'full' OR NEW.name ~ '{NOT_PLAIN}' OR NEW.credit ~ '{NOT_PLAIN}'
            )
            THEN signatures_words(NEW.name, '') || chr(10) || signatures_words(NEW.credit, '')
        END;
        RETURN NEW;
    """,
)


def _line(number: int) -> Func:
    return Func(F("desk_text"), Value("\n"), Value(number), function="split_part")


IN_SEARCH_TEXT = Q(desk_text__isnull=True)
NAME = Case(
    When(IN_SEARCH_TEXT, then=Substr("search_text", 1, Length("name") + 1)),
    default=_line(1),
    output_field=TextField(),
)
CREDIT = Case(
    When(IN_SEARCH_TEXT, then=Substr("search_text", Length("name") + 2, Length("credit") + 1)),
    default=_line(2),
    output_field=TextField(),
)
