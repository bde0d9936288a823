from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from signatures.models.rights import NO_RIGHTS, RIGHTS, Right, Role


class UserQuerySet(models.QuerySet["User"]):
    def organizers(self) -> "UserQuerySet":
        """Return everyone with a role at the desk, active or not."""
        return self.filter(~Q(role="") | Q(is_superuser=True))

    def owners(self) -> "UserQuerySet":
        """Return active owners, who can add organizers."""
        return self.filter(Q(role=Role.OWNER) | Q(is_superuser=True), is_active=True)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def organizers(self) -> UserQuerySet:
        return self.get_queryset().organizers()

    def owners(self) -> UserQuerySet:
        return self.get_queryset().owners()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person with an account: an organizer, or an officer of a guild. Never a signatory."""

    class Digest(models.TextChoices):
        """How often someone is e-mailed about what waits for them."""

        AT_ONCE = "at_once", _("at once, at most every five minutes")
        HOURLY = "hourly", _("at most once an hour")
        DAILY = "daily", _("at most once a day")
        OFF = "off", _("never")

    username = None  # type: ignore[assignment]  # a person is known by the address alone
    email = models.EmailField(_("e-mail address"), unique=True)
    role = models.CharField(
        _("role at the desk"), max_length=9, choices=Role, blank=True, default=""
    )
    # Not of owners. A flag beside the list, so that deleting a statement does not open all others.
    is_limited_to_some = models.BooleanField(default=False, db_default=False, editable=False)
    limited_to: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Statement", related_name="+", blank=True, editable=False
    )
    digest = models.CharField(
        max_length=7, choices=Digest, default=Digest.DAILY, db_default=Digest.DAILY, editable=False
    )
    digest_at = models.DateTimeField(null=True, editable=False)  # of the last one
    digest_alarm_at = models.DateTimeField(null=True, editable=False)  # of the last with an alarm

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # as above

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def acts_as(self) -> str:
        """Return the effective role; a superuser is an owner."""
        return Role.OWNER if self.is_superuser else self.role

    @property
    def is_limited(self) -> bool:
        """Return whether the role is for the statements in ``limited_to`` only."""
        return self.is_limited_to_some and self.acts_as != Role.OWNER

    def may(self, right: Right) -> bool:
        """Return whether the role includes ``right``, on the statements it is for."""
        return self.is_active and right in RIGHTS.get(self.acts_as, NO_RIGHTS)

    def works_on(self, slug: str) -> bool:
        """Return whether the role is for the statement at ``slug``, as far as there is one."""
        return not self.is_limited or self.limited_to.filter(slug=slug).exists()

    def their_statements(self, path: str = "pk") -> Q:
        """Return a filter for the statements this role is for; ``path`` leads to a statement."""
        return Q(**{f"{path}__in": self.limited_to.values("pk")}) if self.is_limited else Q()
