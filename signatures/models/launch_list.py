"""Lists of the signatories at the time a statement became public."""

from django.db import models
from django.utils import timezone

from signatures.models.frozen_line import FrozenLine
from signatures.models.triggers import LAUNCH_SALT_GOES_WITH_SIGNATURE


class LaunchList(models.Model):
    """The signatories whose names appeared when ``statement`` became public, at ``published_at``.

    It holds no name. Each line is a hash of a random salt and what the list showed then;
    ``sha256`` is the hash of all lines. Pages show the names from the signatures themselves, so
    what someone withdraws or hides is gone from here too, and ``sha256`` stays true.
    """

    statement = models.OneToOneField(
        "Statement", on_delete=models.CASCADE, related_name="launch_list"
    )
    published_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    names = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.names} names at {self.published_at:%Y-%m-%d %H:%M}"


class LaunchLine(FrozenLine):
    """One line of the list at the launch."""

    launch_list = models.ForeignKey(LaunchList, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        triggers = [LAUNCH_SALT_GOES_WITH_SIGNATURE]
