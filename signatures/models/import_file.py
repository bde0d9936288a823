import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from signatures.models.batch import Batch


class ImportFile(models.Model):
    """An uploaded file of names, from the upload until its batch is started.

    The table is the queue: a worker reads a file in step READING, and screens its lines in step
    SCREENING. Then the batch can start, which adds the lines as signatures.
    """

    class Step(models.TextChoices):
        MAPPING = "mapping"  # waits for the organizer to say what the columns are
        READING = "reading"
        SCREENING = "screening"
        READY = "ready"

    batch = models.OneToOneField(
        Batch, on_delete=models.CASCADE, primary_key=True, related_name="import_file"
    )
    is_workbook = models.BooleanField(default=False)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    encodings = ArrayField(models.CharField(max_length=12), default=list)  # those that fit
    encoding = models.CharField(max_length=12, blank=True)
    columns = models.JSONField(default=dict)  # the position of the column for each field
    unused = ArrayField(models.CharField(max_length=60), default=list)  # headings left out
    date_order = models.CharField(max_length=11, blank=True)  # see text.imports.dates.Order
    # The order that dates of the file prove, and one that can be read in two ways.
    date_orders = ArrayField(models.CharField(max_length=11), default=list)
    unclear_date = models.CharField(max_length=40, blank=True)

    step = models.CharField(max_length=9, default=Step.MAPPING)
    problem = models.CharField(max_length=12, blank=True)  # see FileProblem
    attempt = models.PositiveIntegerField(default=0)  # how often columns were chosen
    reached = models.PositiveIntegerField(default=0)  # records read, or the last line screened
    total = models.PositiveIntegerField(default=0)  # records

    def __str__(self) -> str:
        return f"file of {self.batch_id} ({self.step})"


class ImportPart(models.Model):
    """A part of an uploaded file, deleted when its batch starts."""

    file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="import_part_once"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.file_id}"


class ImportLine(models.Model):
    """A line of an uploaded file: the columns that were chosen, and what becomes of it."""

    file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    number = models.PositiveIntegerField()
    problem = models.CharField(max_length=17, blank=True)  # see LineProblem
    notes = ArrayField(models.CharField(max_length=80), default=list)  # see LineNote
    name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True, db_default="")  # to sort by
    credit = models.CharField(max_length=200, blank=True)
    occupation = models.ForeignKey(
        "Occupation", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)
    email = models.EmailField(blank=True)
    mailbox = models.CharField(max_length=254, null=True)  # noqa: DJ001
    mailbox_soft = models.CharField(max_length=254, null=True)  # noqa: DJ001
    search_text = models.TextField(default="")
    # Whether an earlier line has the same name and credit.
    is_repeated = models.BooleanField(default=False)
    date = models.CharField(max_length=40, blank=True)  # as typed
    signed_at = models.DateTimeField(null=True)

    # By screening: the state of the signature, and why.
    state = models.CharField(max_length=9, blank=True)
    hold_reasons = ArrayField(models.CharField(max_length=30), default=list)
    refused_by = models.CharField(max_length=120, blank=True)  # the rules that reject it
    public_id = models.UUIDField(default=uuid.uuid4)  # of the signature to be
    signature = models.ForeignKey(
        "Signature", on_delete=models.CASCADE, null=True, related_name="import_lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="import_line_once"),
        ]
        indexes = [
            models.Index(
                fields=["file", "number"],
                condition=~Q(problem="") | ~Q(notes=[]) | ~Q(state="published"),
                name="import_line_to_report",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.file_id}"
