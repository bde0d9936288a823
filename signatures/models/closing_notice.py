from django.db import models


class ClosingNotice(models.Model):
    """How far the e-mails about the end of signing of one statement have come.

    ``reached_id`` is the last signature looked at. The row and the e-mails up to it are written
    together, so a worker that is killed loses nothing and repeats nothing.
    """

    statement = models.OneToOneField("Statement", on_delete=models.CASCADE, primary_key=True)
    reached_id = models.BigIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"end of {self.statement_id}"
