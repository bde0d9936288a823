from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from signatures.forms.fields.dates import UTCDateTimeField, in_words

NOON = datetime(2026, 9, 2, 12, 5, tzinfo=UTC)


@pytest.mark.table(
    "typed",
    [
        "2 September 2026, 12:05",
        "2 September 2026, 12:05 UTC",
        "2 Sep 2026 12:05 pm",
        "Wednesday, 2 September 2026 at 12:05",
        "September 2, 2026, 12:05 PM",
        "2026-09-02T12:05",
        "2026-09-02 12:05:00",
        "2026-09-02T12:05Z",
        "2.9.2026 12:05",
        "2026-09-02 14:05 +02:00",
        "2026-09-02T14:05+0200",
        "2 September 2026 14:05 Europe/Berlin",
        "2 September 2026, 14:05 (Berlin)",
        "2 September 2026, 14:05 CEST",
        "2 September 2026, 8:05 am New York",
        "2 September 2026, 8:05 EDT",
        "2026-09-02 14:05 GMT+2",
    ],
)
def test_date_is_read_as_people_write_it(typed):
    assert UTCDateTimeField().clean(typed) == NOON


@pytest.mark.table(
    ("typed", "read"),
    [
        ("13/4/2026", datetime(2026, 4, 13, tzinfo=UTC)),
        ("2 September 2026, 2 pm", datetime(2026, 9, 2, 14, tzinfo=UTC)),
        ("2 January 2027, 12:00 Berlin", datetime(2027, 1, 2, 11, tzinfo=UTC)),
    ],
)
def test_date_without_a_time_begins_the_day_and_winter_time_is_known(typed, read):
    assert UTCDateTimeField().clean(typed) == read


@pytest.mark.table(
    ("typed", "said"),
    [
        ("3/4/2026 14:05", "Write the month as a word"),
        ("2 September 2026, 14:05 XYZ", "Enter the time zone as a city"),
        ("tomorrow", "Enter a valid date/time."),
        ("31 February 2026", "Enter a valid date/time."),
        ("2026-09-02 25:00", "Enter a valid date/time."),
        ("2 September 1999", "Enter a year from 2000 to 2100"),
        ("9" * 5000, "Enter a valid date/time."),
    ],
)
def test_what_is_no_date_or_two_dates_is_refused(typed, said):
    with pytest.raises(ValidationError, match=said):
        UTCDateTimeField().clean(typed)


@pytest.mark.table("second", [0, 30])
def test_date_is_shown_as_it_is_read(second):
    moment = NOON.replace(second=second)

    assert UTCDateTimeField().clean(in_words(moment)) == moment
