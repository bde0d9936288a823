from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.triggers import LOG_IS_APPEND_ONLY, LOG_IS_NEVER_EMPTIED

# The log shows one line for a whole batch, not one for each of its rows. Only of these can a
# batch have thousands; every other line is shown, whatever it belongs to.
FOLDED_IN_A_BATCH = ["signature", "watched_name", "endorsement"]
ONE_LINE_PER_BATCH = Q(batch=None) | ~Q(about__in=FOLDED_IN_A_BATCH)
# Everything but the actions of signatories themselves.
AT_THE_DESK = Q(by__isnull=False) | ~Q(about="signature")


# Labels of the states of signatures and endorsements, which have the same names.
CHANGED = "changed"  # the new state in the log when a signatory changes their entry
ADDRESS_CHANGED = "address_changed"  # when a signatory has another e-mail address
NAME_ERASED = "name_erased"  # the new state when name and address go and the signature stays
STATES = {**dict(Signature.State.choices), "erased": _("erased"), CHANGED: _("entry changed")}
STATES[NAME_ERASED] = _("name and address erased")
STATES[ADDRESS_CHANGED] = _("e-mail address changed")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def told_once(self) -> "DecisionQuerySet":
        return self.filter(ONE_LINE_PER_BATCH)

    def at_the_desk(self) -> "DecisionQuerySet":
        """Return actions of organizers and of people at the server, not those of signatories."""
        return self.filter(AT_THE_DESK)

    def newest_first(self) -> "DecisionQuerySet":
        return self.order_by("-decided_at", "-pk")


class Decision(models.Model):
    """One row of the log: what changed from which state to which, by whom and why.

    The database refuses to change or delete a row (triggers.py). If ``by`` is None, the
    signatory or a scheduled job acted; ``reason`` says which. Rows hold only the ids of people,
    so that they reveal nothing about anyone who has been erased. Never put a name, an address
    or a credit into ``subject``, ``from_state``, ``to_state`` or ``reason``.
    """

    class About(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        NOTABLE = "notable", _("notable signatory")
        BATCH = "batch", _("bulk action")
        STATEMENT = "statement", _("statement")
        TEXT = "text", _("text")
        ENDORSEMENT = "endorsement", _("endorsement")
        ORGANIZATION = "organization", _("organization")
        RULE = "rule", _("rule")
        WATCHED_NAME = "watched_name", _("watched name")
        OCCUPATION = "occupation", _("occupation")
        GUILD = "guild", _("guild")
        ROLE = "role", _("role of an organizer")
        ACCOUNT = "account", _("account")
        EXPORT = "export", _("export")
        UPDATE = "update", _("update")
        AUDIT = "audit", _("sample audit")
        MAIL = "mail", _("outgoing e-mail")
        INVITATION = "invitation", _("invitation")
        PRESS_LINK = "press_link", _("link for a journalist")
        SITE = "site", _("site")

    about = models.CharField(
        max_length=12, choices=About, default=About.SIGNATURE, db_default=About.SIGNATURE
    )
    signature = models.ForeignKey(
        "Signature",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="decisions",
        db_constraint=False,
    )
    # The entries stay when a statement that no one signed is deleted.
    statement = models.ForeignKey(
        "Statement",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # What was changed if it is not a signature, such as "rule 7" or a slug.
    subject = models.CharField(max_length=200, default="", db_default="")
    # The person whose role or account changed.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    from_state = models.CharField(max_length=200)
    to_state = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    refusal = models.CharField(max_length=12, default="", db_default="")  # see Refusal
    batch = models.UUIDField(null=True)
    # The earlier hold reasons and publication time, needed to undo this decision.
    held_for = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    was_published_at = models.DateTimeField(null=True)
    undoes = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        triggers = [LOG_IS_APPEND_ONLY, LOG_IS_NEVER_EMPTIED]
        indexes = [
            models.Index(F("statement"), F("decided_at").desc(), name="decision_of_statement"),
            models.Index(
                fields=["batch", "id"], condition=Q(batch__isnull=False), name="decision_of_batch"
            ),
            # Single decisions of organizers. The index alone answers counts for a day.
            models.Index(
                fields=["statement", "decided_at"],
                include=["by", "undoes"],
                condition=Q(signature__isnull=False, by__isnull=False, batch=None),
                name="decision_by_hand",
            ),
            # The pages of the log, newest first: everything, and the actions of organizers.
            *(
                models.Index(
                    *(F(each) for each in of),
                    F("decided_at").desc(),
                    F("id").desc(),
                    condition=lines,
                    name=f"decision_{what}{'_of_statement' if of else ''}",
                )
                for what, lines in {
                    "log": ONE_LINE_PER_BATCH,
                    "log_desk": ONE_LINE_PER_BATCH & AT_THE_DESK,
                }.items()
                for of in ([], ["statement"])
            ),
        ]
        constraints = [
            # A decision can be undone once, so that only one of two concurrent attempts succeeds.
            models.UniqueConstraint(
                fields=["undoes"], condition=Q(undoes__isnull=False), name="decision_undone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.from_state} to {self.to_state} ({self.pk})"

    @property
    def before(self) -> str:
        """The earlier state or value, in words."""
        return self._in_words(self.from_state)

    @property
    def after(self) -> str:
        """The later state or value, in words."""
        return self._in_words(self.to_state)

    def _in_words(self, state: str) -> str:
        has_states = self.about in (
            self.About.SIGNATURE,
            self.About.NOTABLE,
            self.About.ENDORSEMENT,
        )
        return str(STATES.get(state, state)) if has_states else state
