from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.TextChoices):
    """The reason a signature is rejected, for public statistics. The log has the full words."""

    NOT_THEM = "not_them", _("not signed by the person named")
    NOT_A_NAME = "not_a_name", _("no name of a person")
    DUPLICATE = "duplicate", _("the same person had signed before")
    AUTOMATED = "automated", _("made by a program, or in bulk")
    ABUSE = "abuse", _("insulting, or against the law")
    RULE = "rule", _("of a sender, network or kind that is not accepted")
    OTHER = "other", _("another reason")
