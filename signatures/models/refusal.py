from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.TextChoices):
    """The reason a signature is rejected, for public statistics. The log has the full words."""

    NOT_THEM = "not_them", _("not signed by the person named")
    NOT_A_NAME = "not_a_name", _("not the name of a person")
    DUPLICATE = "duplicate", _("the same person has already signed")
    AUTOMATED = "automated", _("automated or in bulk")
    ABUSE = "abuse", _("insulting or illegal")
    RULE = "rule", _("rejected by a rule for senders, networks or names")
    OTHER = "other", _("another reason")
