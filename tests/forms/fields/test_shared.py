"""Tests that forms share what is slow to copy, and nothing that one of them changes."""

from django import forms

from signatures.forms.fields.field_errors import FieldErrors
from signatures.forms.fields.shared import SharedFields


class Form(FieldErrors, forms.Form):
    name = forms.CharField(label="Name", max_length=3)
    display = forms.ChoiceField(choices=[("full", "Full")])


Form.base_fields = SharedFields(Form.base_fields)


def test_shared_fields_are_removed_from_one_form_only():
    one, other = Form({"display": "full"}), Form({})

    del one.fields["name"]
    one.fields["display"].label = "How"

    assert one.is_valid()
    assert [*other.fields] == ["name", "display"]
    assert other.fields["display"].label is None
    assert one.fields["display"].widget is other.fields["display"].widget


def test_shared_fields_keep_no_message_of_another_form():
    seen = []
    for label in ("Name", "Title", "Name"):
        form = Form({"name": "long"})
        form.fields["name"].label = label
        seen += form.errors["name"]

    assert [each.split("”")[0] for each in seen] == [
        "Shorten “Name",
        "Shorten “Title",
        "Shorten “Name",
    ]
    assert type(Form.base_fields["name"].error_messages) is dict
