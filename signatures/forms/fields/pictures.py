"""Safe handling of uploaded logos: check the header, then redraw the picture.

The uploaded file is never stored, only its pixels in a new file. That removes scripts, files
appended to the picture, and places and names in its metadata.
"""

import secrets
import struct
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext
from PIL import Image, ImageOps

MOST_BYTES = 1_000_000
MOST_ON_A_SIDE = 4_000  # pixels
# Limits by kind, for the memory needed to decode: WebP needs four times the unpacked size.
MOST_PIXELS = {"PNG": 16_000_000, "JPEG": 16_000_000, "WEBP": 8_000_000}
BOX = (800, 400)  # the most pixels to store: twice the displayed size
QUALITY = 90

# What Pillow raises for damaged or malicious files.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    Image.DecompressionBombError,
)
NO_SIZE = {0xC4, 0xC8, 0xCC}  # JPEG markers in the range of frame markers that do not begin a frame


class RefusedPictureError(Exception):
    """The file is not accepted. ``code`` says why: too_large, kind, pixels, broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_logo(upload: File) -> ContentFile:
    """Return the picture in ``upload`` as a new WebP file with a random name.

    Raises ValidationError with a message that says what to do.
    """
    try:
        return ContentFile(repainted(upload.read(MOST_BYTES + 1)), f"{secrets.token_hex(16)}.webp")
    except RefusedPictureError as error:
        raise ValidationError(_explain(error.code), code=error.code) from error


def repainted(data: bytes, *, box: tuple[int, int] = BOX, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the first frame of a PNG, JPEG or WebP file as WebP that fits in ``box`` (pixels).

    Kind and size are read from the file's first bytes before any decoder sees them. Raises
    RefusedPictureError.
    """
    if len(data) > most_bytes:
        raise RefusedPictureError("too_large")
    kind = _kind(data)
    _check_size(kind, *_size(kind, data))
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            _check_size(kind, *picture.size)  # a second header in the file may be larger
            bare = _only_pixels(picture, box)
    except BROKEN as error:
        raise RefusedPictureError("broken") from error
    out = BytesIO()
    bare.save(out, "WEBP", lossless=kind == "PNG", quality=QUALITY, method=4)
    return out.getvalue()


def _only_pixels(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Return the first frame, upright and within ``box``, as a new picture without metadata."""
    picture.draft("RGB", box)  # decodes a JPEG at a fraction of its size
    picture.load()
    if picture.mode not in ("L", "LA", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail(box, reducing_gap=2)
    picture = ImageOps.exif_transpose(picture)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return Image.frombytes(mode, picture.size, picture.convert(mode).tobytes())


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise RefusedPictureError("kind")


def _size(kind: str, data: bytes) -> tuple[int, int]:
    """Return width and height in pixels from the header. Raises RefusedPictureError."""
    try:
        return {"PNG": _png_size, "JPEG": _jpeg_size, "WEBP": _webp_size}[kind](data)
    except IndexError as error:
        raise RefusedPictureError("broken") from error


def _check_size(kind: str, width: int, height: int) -> None:
    if not (width and height):
        raise RefusedPictureError("broken")
    if max(width, height) > MOST_ON_A_SIDE or width * height > MOST_PIXELS[kind]:
        raise RefusedPictureError("pixels")


def _png_size(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Read the size from the first frame, segment by segment (ITU T.81, annex B)."""
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # fill
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in NO_SIZE:
            height, width = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    raise RefusedPictureError("broken")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Read the size from the first chunk (RFC 9649): canvas, lossy or lossless picture."""
    if data[12:16] == b"VP8X":
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return (
        int.from_bytes(data[26:28], "little") & 0x3FFF,
        int.from_bytes(data[28:30], "little") & 0x3FFF,
    )


def _explain(code: str) -> str:
    messages = {
        "too_large": gettext("Choose a file of at most 1 MB"),
        "kind": gettext("Choose a PNG, JPEG or WebP file"),
        "pixels": gettext(
            "The picture has too many pixels. Make it at most 800 pixels wide and high."
        ),
        "broken": gettext("The file cannot be read. Save it again, or choose another file."),
    }
    return messages[code]
