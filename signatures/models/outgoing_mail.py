import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

# E-mails to people with an account; see actions/accounts/emails.py.
ACCOUNT_KINDS = ["password_link", "login_code", "account_notice"]
# E-mails to someone whose signature is erased; see actions/mail/sealed/last_mails.py.
LAST_KINDS = ["withdrawn", "disowned"]
# E-mails to an address that no signature has; see actions/mail/sealed/sealed_mails.py.
ADDRESSEE_KINDS = ["claim", "claim_yes", "claim_no", "own_links"]
ADDRESSEE_KINDS += ["old_address", "new_address", "taken_address", "left_address"]
SEALED_KINDS = [*ACCOUNT_KINDS, *LAST_KINDS, *ADDRESSEE_KINDS]
# E-mails about an endorsement, to its contact.
ENDORSEMENT_KINDS = ["endorse", "endorse_yes", "endorse_no", "endorse_off"]
# E-mails to someone who is invited to sign.
INVITATION_KINDS = ["invitation", "invite_again"]
GIVE_UP_AFTER = 20  # attempts: about three days with the waits of actions/mail/delivery.py


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def unsent(self) -> "OutgoingMailQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def failed(self) -> "OutgoingMailQuerySet":
        return self.filter(failed_at__isnull=False)

    def due(self) -> "OutgoingMailQuerySet":
        """Return e-mails that a sender should take now, longest wait first."""
        return self.unsent().filter(due_at__lte=timezone.now()).order_by("due_at")


class OutgoingMail(models.Model):
    """An e-mail to be sent. The table is the queue: no broker holds a copy.

    A sender that takes a row moves ``due_at`` on by its lease, so the row becomes due again
    if the sender crashes. ``nothing`` is an e-mail that is not sent: with it, the answer for an
    address that must not hear from us takes as long as any other. ``alarm`` goes to the people
    who are owners when it is sent.

    An e-mail to someone with an account, about an erased signature, or to an address that no
    signature has (``SEALED_KINDS``) refers to no other row. ``sealed`` holds its encrypted content
    until it is sent or given up.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "please confirm"
        REMINDER = "reminder", "reminder to confirm"
        REMIND_AGAIN = "remind_again", "reminder to confirm, sent by an organizer"
        ALREADY_SIGNED = "already_signed", "you have signed already"
        THANK_YOU = "thank_you", "thank you"
        PUBLISHED = "published", "your signature is published"
        NOT_ACCEPTED = "not_accepted", "your signature was not accepted"
        WITHDRAWN = "withdrawn", "you have withdrawn"
        DISOWNED = "disowned", "you did not sign"
        LINK = "link", "the link to your signature"
        ENDORSE = "endorse", "please confirm an endorsement"
        ENDORSE_YES = "endorse_yes", "your endorsement is published"
        ENDORSE_NO = "endorse_no", "your endorsement was not accepted"
        ENDORSE_OFF = "endorse_off", "your endorsement is no longer published"
        AUDIT = "audit", "did you sign?"
        VOUCHED_YES = "vouched_yes", "your guild says yes"
        VOUCHED_NO = "vouched_no", "your guild says no"
        VOUCHED_UNSURE = "vouched_unsure", "your guild cannot tell"
        MEMBER_USED = "member_used", "your membership was used"
        DISPUTED = "disputed", "someone else claims your membership"
        DISPUTE_BEGUN = "dispute_begun", "your guild is asked about a membership used before"
        DISPUTE_KEPT = "dispute_kept", "your membership stays with your signature"
        DISPUTE_LOST = "dispute_lost", "your membership is someone else's"
        CHANGED = "changed", "your entry is changed"
        NOT_CHANGED = "not_changed", "your change was not accepted"
        CLAIM = "claim", "please confirm that you did not sign"
        CLAIM_YES = "claim_yes", "the name you reported is off the list"
        CLAIM_NO = "claim_no", "the name you reported stays"
        CLAIM_STAYS = "claim_stays", "your signature was reported and stays"
        OLD_ADDRESS = "old_address", "please agree to another address"
        NEW_ADDRESS = "new_address", "please confirm your new address"
        TAKEN_ADDRESS = "taken_address", "this address has signed already"
        LEFT_ADDRESS = "left_address", "your signature has another address"
        ADDRESS_SET = "address_set", "your address is changed"
        OWN_LINKS = "own_links", "the links to signatures without a name"
        CLOSED = "closed", "signing has ended"
        UPDATE = "update", "news about the statement"
        NEW_WORDING = "new_wording", "please sign the new wording"
        ALARM = "alarm", "a scheduled job does not run"
        PASSWORD_LINK = "password_link", "set your password"
        LOGIN_CODE = "login_code", "your code to sign in"
        ACCOUNT_NOTICE = "account_notice", "a change in your account"
        INVITATION = "invitation", "you are invited to sign"
        INVITE_AGAIN = "invite_again", "reminder of an invitation"
        NOTHING = "nothing", "nothing"

    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, related_name="mails", null=True
    )
    endorsement = models.ForeignKey(
        "Endorsement", on_delete=models.CASCADE, related_name="mails", null=True
    )
    # Its index is the constraint that no signature gets an update twice.
    update = models.ForeignKey(
        "Update", on_delete=models.CASCADE, related_name="mails", null=True, db_index=False
    )
    invitation = models.ForeignKey(
        "Invitation", on_delete=models.CASCADE, related_name="mails", null=True, db_index=False
    )
    kind = models.CharField(max_length=14, choices=Kind)
    sealed = models.TextField(default="", db_default="", editable=False)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("due_at"),
                condition=Q(sent_at=None, failed_at=None),
                name="outgoing_mail_due",
            ),
            *(
                models.Index(
                    fields=[f"{what}_at"],
                    condition=Q(**{f"{what}_at__isnull": False}),
                    name=f"outgoing_mail_{what}",
                )
                for what in ("sent", "failed")
            ),
            models.Index(
                fields=["invitation"],
                condition=Q(invitation__isnull=False),
                name="outgoing_mail_of_invitation",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None),
                name="outgoing_mail_sent_or_failed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["nothing", "alarm", *SEALED_KINDS])
                | Q(kind__in=ENDORSEMENT_KINDS, endorsement__isnull=False)
                | Q(kind__in=INVITATION_KINDS, invitation__isnull=False)
                | (
                    ~Q(kind__in=[*ENDORSEMENT_KINDS, *INVITATION_KINDS])
                    & Q(signature__isnull=False)
                ),
                name="outgoing_mail_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sealed="") | Q(sent_at=None, failed_at=None),
                name="outgoing_mail_sealed_while_unsent",
            ),
            models.UniqueConstraint(
                fields=["signature"],
                condition=Q(kind="reminder"),
                name="outgoing_mail_one_reminder",
            ),
            models.UniqueConstraint(
                fields=["update", "signature"],
                condition=Q(update__isnull=False),
                name="outgoing_mail_update_once_each",
            ),
            models.UniqueConstraint(
                fields=["signature"],
                condition=Q(kind="closed"),
                name="outgoing_mail_closed_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="update") | Q(update__isnull=False),
                name="outgoing_mail_is_of_an_update",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def was_refused(self) -> bool:
        """Return whether the server answered the last attempt with a 5xx code."""
        return self.last_error[-4:-2] == " 5"
