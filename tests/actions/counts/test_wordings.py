from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatures.actions.counts import check, tallies, totals, wordings
from signatures.actions.statements import texts as statements
from signatures.models import Signature, TextVersion
from tests.factories import make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(time_machine):
    time_machine.move_to("2026-03-03 10:00Z", tick=False)
    return make_text()


def later(text, words, *, language="en", **kind):
    added = TextVersion(statement=text.statement, language=language, title="Ask", text=words)
    return statements.add_text(added, **kind)


def test_of_one_wording_says_nothing_of_others(text):
    make_signature(text)

    found = wordings.of(text.statement)

    assert (found.total, found.earlier, found.sentence) == (1, [], "")


def test_of_mixed_wordings_says_how_many_signed_each(text, time_machine):
    for _ in range(3):
        make_signature(text)
    make_withdrawn(text)
    time_machine.shift(timedelta(days=33))
    second = later(text, "We ask, and we ask for pay.")
    make_signature(second)
    make_signature(second, display="counted")

    unfolded = wordings.of(text.statement)
    tallies.fold()
    folded = wordings.of(text.statement)

    words = "5 signatures: 2 to this wording, 3 to the wording of 3 March 2026"
    assert unfolded.sentence == folded.sentence == words
    assert check.differences() == []


def test_of_corrections_and_translations_counts_with_their_wording(text):
    correction = later(text, "We, the undersigned, ask to be asked!", corrects=True)
    french = later(text, "Nous demandons.", language="fr")
    for each in (text, correction, french):
        make_signature(each)

    found = wordings.of(text.statement)

    assert [(each.number, each.signatures) for each in found.all] == [(1, 3)]
    assert totals.of_texts(text.statement) == {text.pk: 1, correction.pk: 1, french.pk: 1}


def test_of_two_wordings_of_one_day_tells_them_apart(text):
    make_signature(text)
    later(text, "We ask, and we ask for pay.")

    assert wordings.of(text.statement).sentence == (
        "1 signature: 0 to this wording, 1 to the wording of 3 March 2026 (version 1)"
    )


def test_of_counts_no_rows(text):
    make_signature(text)
    later(text, "We ask, and we ask for pay.")

    with CaptureQueriesContext(connection) as queries:
        wordings.of(text.statement)

    assert not [each for each in queries if "signatures_signature" in each["sql"]]


def test_wording_of_a_signature_is_that_of_its_text(text):
    first = make_signature(text)
    second = make_signature(later(text, "We ask, and we ask for pay."))

    Signature.objects.update(wording=7)

    found = Signature.objects.values_list("pk", "wording")
    assert dict(found) == {first.pk: 1, second.pk: 2}
