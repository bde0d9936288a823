from django.template import Context, Template

from letter_site.tags import tables

TABLE = """<table class="desk__table"><thead><tr><th scope="col">Guild &amp; union</th>
<th scope="col"><span class="visually-hidden">To "do"</span></th><th scope="col">Codes</th></tr>
</thead><tbody><tr id="one"><th scope="row">Tin</th><td><a href="/">Edit</a></td>
<td class="desk__number"> </td></tr></tbody></table>"""


def test_stacked_labels_each_value_with_its_column():
    html = tables.stack(TABLE)

    assert '<td role="cell" data-label="To &quot;do&quot;"><a href="/">Edit</a></td>' in html
    assert '<th role="rowheader" scope="row">Tin</th>' in html
    assert '<td role="cell" class="desk__number"> </td>' in html  # nothing to label
    assert '<tr role="row" id="one">' in html
    assert '<th role="columnheader" scope="col">Guild &amp; union</th>' in html


def test_stacked_changes_nothing_that_readers_see():
    shown = Template("{% load tables %}{% stacked %}{{ html }}{% endstacked %}")

    assert "&lt;table" in shown.render(Context({"html": TABLE}))
    assert tables.stack("<p>No table</p>") == "<p>No table</p>"
