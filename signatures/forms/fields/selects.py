"""A field to choose one of hundreds, such as countries."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED = mark_safe(" selected")


class LongSelect(forms.Select):
    """As Django’s own, which renders a template for each option, which is slow for hundreds."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = self.format_value(value)
        lines = (
            (stored, SELECTED if str(stored) in chosen else "", label)
            for stored, label in self.choices
        )
        options = format_html_join("\n", '<option value="{}"{}>{}</option>', lines)
        own = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>\n{}\n</select>", own, options)
