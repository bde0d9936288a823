"""Fields of a form that is made for each request."""

from copy import copy
from typing import Any

from django import forms


class SharedFields(dict[str, forms.Field]):
    """Fields of a form class, whose instances share widgets, validators and choices.

    Each form has its own fields, whose messages and labels it may replace. Django copies all of
    it for each form, which takes longer than to check one of twenty fields. Only for a form that
    changes none of what is shared.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "SharedFields":
        return SharedFields({name: copy(field) for name, field in self.items()})
