"""Safe handling of uploaded receipts: a PDF as it is, or a photograph that is redrawn."""

import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext

from signatures.forms.fields import pictures

MOST_BYTES = 5_000_000
BOX = (1_600, 1_600)  # pixels, enough to read a page of a letter
PDF = b"%PDF-"


def clean_receipt(upload: File) -> ContentFile:
    """Return the file in ``upload`` under a random name: a PDF, or a picture without metadata.

    A PDF is only served as a download. Raises ValidationError with a message that says what to do.
    """
    data = upload.read(MOST_BYTES + 1)
    name = secrets.token_hex(16)
    if data.startswith(PDF) and len(data) <= MOST_BYTES:
        return ContentFile(data, f"{name}.pdf")
    try:
        redrawn = pictures.repainted(data, box=BOX, most_bytes=MOST_BYTES)
    except pictures.RefusedPictureError as error:
        raise ValidationError(_explain(error.code), code=error.code) from error
    return ContentFile(redrawn, f"{name}.webp")


def _explain(code: str) -> str:
    messages = {
        "too_large": gettext("Choose a file of at most 5 MB"),
        "kind": gettext("Choose a PDF, PNG, JPEG or WebP file"),
        "pixels": gettext(
            "The picture has too many pixels. Make it at most 4,000 pixels wide and high."
        ),
        "broken": gettext("The file cannot be read. Save it again, or choose another file."),
    }
    return messages[code]
