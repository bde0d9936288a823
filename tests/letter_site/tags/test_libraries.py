"""Test that libraries of tags replace only those of Django that they should."""

from django.template import engines


def test_libraries_of_the_same_name_are_two():
    found = {
        each.msg.split("'")[1]
        for each in engines["django"]._check_for_template_tags_with_the_same_name()
    }

    assert found == {"i18n", "static"}
