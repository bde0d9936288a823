"""Standard errors of form fields that name the field and what to do."""

from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.translation import gettext

DJANGO = "django."


class FieldErrors(forms.BaseForm):
    """A form, or part of one, without Django's own messages, like "This field is required."

    Messages that a field or its class declares itself stay.
    """

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            field.error_messages = Messages(field, name)
        super().full_clean()


class Messages(dict[str, Any]):
    """The messages of a field, with its label from the first time one is needed.

    Most forms have no error, and to write all messages takes as long as to check the form.
    """

    def __init__(self, field: forms.Field, name: str) -> None:
        super().__init__(field.error_messages)
        self._field, self._name, self._written = field, name, False

    def __contains__(self, code: object) -> bool:
        self._write()
        return super().__contains__(code)

    def __getitem__(self, code: str) -> Any:
        self._write()
        return super().__getitem__(code)

    def get(self, code: str, default: Any = None) -> Any:
        self._write()
        return super().get(code, default)

    def _write(self) -> None:
        if not self._written:
            self._written = True  # before it, because name_in_errors reads them too
            name_in_errors(self._field, str(self._field.label or pretty_name(self._name)))


def name_in_errors(field: forms.Field, label: str) -> None:
    """Replace the messages that ``field`` has from Django by ones with its ``label``."""
    own = _declared_outside_django(field)
    for code, message in messages_for(field).items():
        if field.error_messages.get(code) == _django_message(field, code) and code not in own:
            # Django fills in parameters like %(limit_value)s later, but only where it has some.
            shown = label.replace("%", "%%") if "%(limit_value)" in message else label
            field.error_messages[code] = message.replace("%(field)s", shown)


def messages_for(field: forms.Field) -> dict[str, str]:
    """Return the message for each code of an error that ``field`` can have."""
    return {
        "required": _required(field),
        "invalid": _invalid(field),
        "invalid_choice": gettext("Choose one of the options for “%(field)s”"),
        "invalid_list": gettext("Choose one of the options for “%(field)s”"),
        "invalid_pk_value": gettext("Choose one of the options for “%(field)s”"),
        "max_length": _too_long(field),
        "min_length": gettext("Make “%(field)s” at least %(limit_value)s characters long"),
        "max_value": gettext("Enter a number up to %(limit_value)s for “%(field)s”"),
        "min_value": gettext("Enter a number from %(limit_value)s up for “%(field)s”"),
        "null_characters_not_allowed": gettext(
            "Type “%(field)s” instead of pasting it: it contains invisible characters"
        ),
        "unique": gettext("Enter another “%(field)s”: this one is already in use"),
        "missing": gettext("Choose a file for “%(field)s”"),
        "empty": gettext("Choose another file for “%(field)s”: this one is empty"),
        "contradiction": gettext("Either choose a file for “%(field)s” or remove it, not both"),
    }


def _required(field: forms.Field) -> str:
    if isinstance(field, forms.FileField):
        return gettext("Choose a file for “%(field)s”")
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return gettext("Choose at least one option for “%(field)s”")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return gettext("Choose an option for “%(field)s”")
    if isinstance(field, forms.BooleanField):
        return gettext("Tick “%(field)s”")
    return gettext("Fill in “%(field)s”")


def _invalid(field: forms.Field) -> str:
    messages: dict[type[forms.Field], str] = {
        forms.IntegerField: gettext("Enter a whole number for “%(field)s”"),
        forms.DateTimeField: gettext(
            "Enter a date and time for “%(field)s”, like 2026-09-02 14:05"
        ),
        forms.DateField: gettext("Enter a date for “%(field)s”, like 2026-09-02"),
        forms.EmailField: gettext("Enter an e-mail address for “%(field)s”, like name@example.org"),
        forms.URLField: gettext("Enter a web address for “%(field)s”, like https://example.org"),
        forms.SlugField: gettext("Use only letters, digits and hyphens in “%(field)s”"),
        forms.FileField: gettext("Choose a file for “%(field)s” again"),
    }
    found = (text for kind, text in messages.items() if isinstance(field, kind))
    return next(found, gettext("Enter “%(field)s” in another way"))


def _too_long(field: forms.Field) -> str:
    if isinstance(field, forms.FileField):
        return gettext("Choose a file with a shorter name for “%(field)s”")
    return gettext("Shorten “%(field)s” to at most %(limit_value)s characters")


def _django_message(field: forms.Field, code: str) -> Any:
    """Return the message for ``code`` that Django's own part of the field's class declares."""
    for each in type(field).__mro__:
        declared = vars(each).get("default_error_messages", {})
        if each.__module__.startswith(DJANGO) and code in declared:
            return declared[code]
    return None


def _declared_outside_django(field: forms.Field) -> set[str]:
    classes = [each for each in type(field).__mro__ if not each.__module__.startswith(DJANGO)]
    return {code for each in classes for code in vars(each).get("default_error_messages", {})}
