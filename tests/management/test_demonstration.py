from io import StringIO
from itertools import islice
from random import Random

import pytest
from django.core.management import call_command

from signatures.management.demonstration import people
from signatures.management.demonstration.campaigns import CAMPAIGNS, OCCUPATIONS
from signatures.models import NotableHeading, Statement
from signatures.renditions.people import notables
from signatures.renditions.texts import letter
from signatures.text import names
from tests.factories import make_organizer


def test_people_have_names_the_form_takes_and_only_the_longest_is_looked_at():
    crowd = list(islice(people.people(Random(1), OCCUPATIONS), 5000))

    assert [each for each in crowd if names.clean_name(each.name) != each.name] == []
    longest = max((each.name for each in crowd), key=len)
    assert {each.name for each in crowd if names.reasons_to_look(each.name)} == {longest}
    assert [each for each in crowd if names.clean_line(each.credit, most=200) != each.credit] == []


@pytest.mark.parametrize(
    ("campaign", "is_sentence", "headings"),
    [
        pytest.param(CAMPAIGNS[0], True, 0, id="sentence"),
        pytest.param(CAMPAIGNS[1], False, 6, id="letter"),
        pytest.param(CAMPAIGNS[2], False, 4, id="coalition"),
    ],
)
def test_texts_have_the_shapes_of_the_three_campaigns(campaign, is_sentence, headings):
    text = campaign.text()

    assert letter.is_sentence(text.text) is is_sentence
    assert letter.html(text.text).count("<h2") == headings
    text.full_clean(exclude=["statement", "number", "text_sha256"])


@pytest.mark.django_db
def test_first_who_signed_stand_above_the_list_with_a_check_each():
    make_organizer("owner")

    for _ in range(2):
        call_command("load_demonstration", "--signatures", "300", stdout=StringIO())

    groups = notables.groups(Statement.objects.get(slug="ask-first"))
    assert [(each.heading, len(each.rows)) for each in groups] == [
        ("First to sign", 6),
        ("Friends of the circle", 3),
    ]
    assert all(row.checked for group in groups for row in group.rows)


@pytest.mark.django_db
def test_without_an_owner_nobody_has_checked_anybody():
    call_command("load_demonstration", "--signatures", "30", stdout=StringIO())

    assert not NotableHeading.objects.exists()
