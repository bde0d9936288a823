"""Messages for names, lines and e-mail addresses that cannot be accepted."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext

from signatures.text import addresses, names


def explain(code: str, field: Promise | str | None = "") -> str:
    """Return the message for a name or a line that fails with ``code``.

    ``field`` is the label of its field, so that the message also makes sense in a list of errors.
    """
    messages = {
        "empty": gettext("Enter your name"),
        "too_long": gettext("Shorten “%(field)s”"),
        "control_character": gettext(
            "Type “%(field)s” instead of pasting it: it contains invisible characters"
        ),
        "web_address": gettext("Remove the web or e-mail address from “%(field)s”"),
        "marks": gettext("Use fewer accents on one letter in “%(field)s”"),
    }
    message = messages.get(code, gettext("Enter “%(field)s” in another way"))
    return message % {"field": field or gettext("Name")}


def clean_line(form: forms.Form | forms.ModelForm, field: str, *, most: int) -> str:
    """Return ``names.clean_line`` of ``field``, up to ``most`` long. Raises ValidationError."""
    try:
        return names.clean_line(form.cleaned_data[field], most=most)
    except names.NotANameError as error:
        message = explain(error.code, form.fields[field].label)
        raise ValidationError(message, code=error.code) from error


def clean_address(typed: str) -> str:
    """Return ``typed`` as an address for e-mail. Raises ValidationError."""
    try:
        return addresses.clean_email(typed)
    except addresses.NotAnAddressError as error:
        raise ValidationError(explain_address(error.code), code=error.code) from error


def explain_address(code: str) -> str:
    """Return the message for an e-mail address that fails with ``code``: which part is wrong."""
    messages = {
        "space": gettext("Remove the space from the e-mail address"),
        "too_long": gettext("Enter a shorter e-mail address"),
        "local_not_ascii": gettext("Use only letters without accents before the @"),
        "local_part": gettext("Check the part of the e-mail address before the @"),
        "ip_address": gettext("Enter a domain after the @, like example.org, not a number"),
        "no_dot": gettext("Enter the full domain after the @, like example.org"),
        "domain": gettext("Check the domain, the part of the e-mail address after the @"),
    }
    return messages.get(code, gettext("Enter an e-mail address, like name@example.org"))
