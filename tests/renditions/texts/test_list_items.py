"""Tests of the HTML of rows of the public list."""

from datetime import UTC, date, datetime

from django.template.loader import render_to_string

from signatures.renditions.signatories import Row
from signatures.renditions.texts.list_items import list_items

NOW = datetime(2026, 3, 2, 10, 14, tzinfo=UTC)
SHOWN = {
    "name": "Ada <b>",
    "credit": "Poet & “x”",
    "occupation": "Poet",
    "country": "IE",
    "verified_by": ("email",),
    "guilds": (),
    "marks": (),
    "as_of": NOW,
    "lapsed_on": None,
    "added": False,
    "signed_at": NOW,
}


def item(**changed):
    return list_items([Row(**SHOWN | changed)])


def test_name_and_credit_are_escaped_with_their_languages():
    row = Row(**SHOWN | {"name": "Ада <b>", "country": "UA"})

    html = list_items([row])

    assert html.startswith(
        f'<li><bdi class="name" lang="uk" title="{row.evidence}" translate="no">'
    )
    assert "Ада &lt;b&gt;</bdi>" in html
    assert '<small><bdi lang="" translate="no">Poet &amp; “x”</bdi></small>' in html


def test_withheld_name_shows_neither_name_nor_credit():
    withheld = {"name": "", "credit": "", "occupation": "", "country": ""}

    alone = item(**withheld)
    member = item(**withheld, guilds=("North",), marks=("Member of North",))
    added = item(**withheld, added=True, verified_by=(), as_of=None)

    assert alone.startswith('<li class="withheld"><span class="name" title="')
    assert "A verified signatory, name withheld</span>" in alone
    assert "A verified guild member, name withheld</span>" in member
    assert "A signatory, name withheld</span>" in added
    assert all("<bdi" not in html for html in (alone, member, added))


def test_marks_stand_below_the_name_and_are_escaped():
    html = item(
        guilds=("N & S",), marks=("Member of N & S",), version="en-2 <", checked_on=date(2026, 3, 1)
    )

    assert '<span class="badge">Member of N &amp; S, verified as of 2 March 2026</span>' in html
    assert "Identity checked by the campaign team, as of 1 March 2026</span>" in html
    assert '<small class="signed-version">en-2 &lt;</small></li>' in html
    assert 'class="badge badge--added"' in item(added=True, verified_by=(), as_of=None)


def test_list_has_an_item_for_each_row():
    rows = [Row(**SHOWN | {"name": name}) for name in ("Ada", "Bea")]

    html = render_to_string("record/signatories/_rows.html", {"rows": rows})

    assert html.count("<li>") == html.count("</li>") == 2
    assert html.index("Ada</bdi>") < html.index("Bea</bdi>")
