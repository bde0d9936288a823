"""A rule tried out finds what screening finds."""

import pytest

from signatures.actions.evidence import rule_traits, screening
from signatures.models import Rule
from tests.factories import (
    make_signature,
)

pytestmark = pytest.mark.django_db


@pytest.mark.table(
    ("pattern", "name", "hit"),
    [
        ("robo*", "Robo Robot", True),
        ("robo", "Robo Robot", False),
        ("*bot", "Robo Ròbot", True),
        ("r.*t", "Robo Robot", False),
        ("r%t", "Robo Robot", False),
    ],
)
def test_trial_of_a_name_pattern_agrees_with_screening(text, pattern, name, hit):
    made = Rule.objects.create(kind="name", value=pattern)
    signature = make_signature(text, state="pending", name=name)

    assert rule_traits.is_hit(signature, "name", pattern) is hit
    assert (f"rule_{made.pk}" in screening.screen(signature).reasons) is hit
