from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from signatures.models.hold_reason import HoldReason
from signatures.models.standing_order import StandingOrder


class Rule(StandingOrder):
    """A rule that holds, rejects or allows future signatures.

    ``value`` is folded by ``forms.moderation.rules``. A rule about a word never rejects: some
    words are surnames, so a person decides. A rule that allows turns off only the site's own
    checks in LIFTED; the watch list and rules that hold or reject still apply.
    """

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("e-mail domain and its subdomains")
        ADDRESS = "address", _("e-mail address")
        NETWORK = "network", _("network")
        NAME = "name", _("name (use * for any letters)")
        WORD = "word", _("word in the name or credit")

    class Effect(models.TextChoices):
        HOLD = "hold", _("hold")
        REFUSE = "refuse", _("refuse")
        ALLOW = "allow", _("allow: do not hold because there are many")

    # Checks that a rule of this kind turns off when it allows.
    LIFTED: ClassVar[dict[str, frozenset[str]]] = {
        Kind.DOMAIN: frozenset({HoldReason.DOMAIN_BURST, HoldReason.DISPOSABLE}),
        Kind.ADDRESS: frozenset(
            {HoldReason.DOMAIN_BURST, HoldReason.NETWORK_BURST, HoldReason.DISPOSABLE}
        ),
        Kind.NETWORK: frozenset({HoldReason.NETWORK_BURST}),
    }

    kind = models.CharField(max_length=7, choices=Kind)
    value = models.CharField(max_length=254)
    effect = models.CharField(max_length=6, choices=Effect, default=Effect.HOLD)
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text=_("In UTC. Leave empty if the rule has no end.")
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "value"], name="rule_by_value")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["domain", "address", "network", "name", "word"]),
                name="rule_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=["hold", "allow"]) | (Q(effect="refuse") & ~Q(kind="word")),
                name="rule_about_a_word_only_holds",
                violation_error_message=_(
                    "A rule for a word can only hold, not refuse: the word may be a surname."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(effect="allow") | Q(kind__in=["domain", "address", "network"]),
                name="rule_allows_where_something_comes_from",
                violation_error_message=_(
                    "Only an e-mail domain, an e-mail address or a network can be allowed."
                ),
            ),
            models.CheckConstraint(condition=~Q(value=""), name="rule_about_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_effect_display()} {self.value}"
