from itertools import islice
from random import Random

import pytest

from signatures.management.demonstration import people
from signatures.management.demonstration.campaigns import CAMPAIGNS, OCCUPATIONS
from signatures.renditions import letter
from signatures.text import names


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
