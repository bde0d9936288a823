from django.db import models


class Erasure(models.Model):
    """A line for the file of erasures, written in the transaction that erases.

    The worker appends the line to settings.ERASURES_FILE and deletes the row; see
    ``actions/privacy/erasures_file.py``.
    """

    line = models.TextField()

    def __str__(self) -> str:
        return self.line
