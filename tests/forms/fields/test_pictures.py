"""Pictures made to do harm: none is stored as it came, none takes long."""

import re
import struct
import time
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from signatures.forms.fields.pictures import MOST_BYTES, RefusedPictureError, clean_logo, repainted

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind, size=(300, 200), mode="RGB", color=(20, 60, 120), **options):
    file = BytesIO()
    colors = {
        "RGBA": (*color, 128),
        "L": 90,
        "LA": (90, 128),
        "1": 1,
        "CMYK": (*color, 0),
        "P": 3,
        "I;16": 900,
    }
    Image.new(mode, size, colors.get(mode, color)).save(file, kind, **options)
    return file.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *more):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IEND", b"")


def animation(kind):
    file = BytesIO()
    frames = [Image.new("RGB", (60, 40), each) for each in ("red", "lime", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=10)
    return file.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010E] = "taken at home by Zebedee"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return picture("JPEG", exif=exif, comment=b"Zebedee")


def with_text():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Zebedee")
    text.add_itxt("XML:com.adobe.xmp", "<x>Zebedee</x>", zip=True)
    return picture("PNG", pnginfo=text)


@pytest.mark.table(
    "data",
    [
        pytest.param(picture("PNG"), id="png"),
        pytest.param(picture("PNG", mode="RGBA"), id="png with transparency"),
        pytest.param(picture("PNG", mode="LA"), id="grey png with transparency"),
        pytest.param(picture("PNG", mode="P", transparency=3), id="png with a palette"),
        pytest.param(picture("PNG", mode="1"), id="png of two colours"),
        pytest.param(picture("PNG", mode="I;16"), id="png of 16 bits"),
        pytest.param(picture("JPEG"), id="jpeg"),
        pytest.param(picture("JPEG", mode="L"), id="grey jpeg"),
        pytest.param(picture("JPEG", mode="CMYK"), id="jpeg for print"),
        pytest.param(picture("JPEG", progressive=True), id="progressive jpeg"),
        pytest.param(picture("WEBP"), id="webp"),
        pytest.param(picture("WEBP", lossless=True), id="lossless webp"),
        pytest.param(picture("PNG") + SCRIPT, id="polyglot of png and html"),
        pytest.param(
            picture("JPEG", comment=SCRIPT) + b"PK\x03\x04", id="polyglot of jpeg and zip"
        ),
        pytest.param(with_place(), id="jpeg with a place"),
        pytest.param(with_text(), id="png with words"),
        pytest.param(animation("WEBP"), id="animated webp"),
        pytest.param(animation("PNG"), id="animated png"),
    ],
)
def test_repainted_keeps_what_is_seen_and_nothing_else(data):
    stored = repainted(data)

    image = opened(stored)
    assert image.format == "WEBP"
    assert image.size in [(300, 200), (60, 40)]
    assert image.n_frames == 1
    assert not image.getexif()
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert not re.search(rb"Zebedee|script|PK\x03\x04", stored)


def test_repainted_keeps_colours_and_transparency():
    image = opened(repainted(picture("PNG", mode="RGBA")))

    assert image.mode == "RGBA"
    assert image.getpixel((10, 10)) == (20, 60, 120, 128)


def test_repainted_takes_the_first_frame():
    assert opened(repainted(animation("PNG"))).getpixel((10, 10)) == (255, 0, 0)


def test_repainted_turns_what_a_camera_held_sideways():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(repainted(picture("JPEG", exif=exif))).size == (200, 300)


@pytest.mark.table(
    ("kind", "size", "stored"),
    [
        ("PNG", (4000, 4000), (400, 400)),
        ("JPEG", (4000, 4000), (400, 400)),
        ("WEBP", (4000, 2000), (800, 400)),
        ("PNG", (4000, 100), (800, 20)),
        ("PNG", (1, 1), (1, 1)),
    ],
)
def test_repainted_fits_its_box_in_good_time(kind, size, stored):
    data = picture(kind, size)
    began = time.thread_time()

    image = opened(repainted(data))

    assert image.size == stored
    assert time.thread_time() - began < 2  # seconds of processor time


@pytest.mark.table(
    ("data", "code"),
    [
        pytest.param(SVG, "kind", id="svg with a script"),
        pytest.param(b"<?xml version='1.0'?>" + SVG, "kind", id="xml"),
        pytest.param(b"\xff\xd8" + SVG, "kind", id="svg that begins like a jpeg"),
        pytest.param(animation("GIF"), "kind", id="animated gif"),
        pytest.param(picture("BMP"), "kind", id="bmp"),
        pytest.param(picture("TIFF"), "kind", id="tiff"),
        pytest.param(b"%PDF-1.7", "kind", id="pdf"),
        pytest.param(b"", "kind", id="nothing"),
        pytest.param(png(50_000, 50_000), "pixels", id="png bomb"),
        pytest.param(png(4001, 10), "pixels", id="one side too long"),
        pytest.param(picture("WEBP", (3000, 3000)), "pixels", id="webp that unpacks to too much"),
        pytest.param(b"\xff\xd8\xff\xc0\x00\x11\x08\xc3\x50\xc3\x50\x03", "pixels", id="jpeg bomb"),
        pytest.param(
            b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"
            + (49_999).to_bytes(3, "little") * 2,
            "pixels",
            id="webp bomb",
        ),
        pytest.param(
            png(9, 9, chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0))),
            "pixels",
            id="a second, larger header",
        ),
        pytest.param(png(0, 9), "broken", id="no width"),
        pytest.param(png(9, 9, chunk(b"IDAT", b"no pixels")), "broken", id="no pixels"),
        pytest.param(picture("PNG")[:60], "broken", id="truncated png"),
        pytest.param(picture("JPEG")[:300], "broken", id="truncated jpeg"),
        pytest.param(picture("WEBP")[:60], "broken", id="truncated webp"),
        pytest.param(b"\xff\xd8\xff", "broken", id="jpeg that ends at once"),
        pytest.param(b"\xff\xd8" + b"\xff" * 90_000, "broken", id="jpeg of nothing but fill"),
        pytest.param(picture("PNG") + b"\0" * MOST_BYTES, "too_large", id="too many bytes"),
    ],
)
def test_repainted_refuses_at_once(data, code):
    began = time.thread_time()

    with pytest.raises(RefusedPictureError) as caught:
        repainted(data)

    assert caught.value.code == code
    assert time.thread_time() - began < 0.5  # seconds of processor time


@pytest.mark.table("name", ["../../evil.png", "/etc/passwd", "logo.svg", "a\0.html"])
def test_clean_logo_gives_it_a_name_of_ours(name):
    first = clean_logo(SimpleUploadedFile(name, picture("PNG")))
    second = clean_logo(SimpleUploadedFile(name, picture("PNG")))

    assert re.fullmatch(r"[0-9a-f]{32}\.webp", first.name)
    assert first.name != second.name


def test_clean_logo_says_what_to_do():
    with pytest.raises(ValidationError) as caught:
        clean_logo(SimpleUploadedFile("logo.svg", SVG))

    assert caught.value.code == "kind"
    assert caught.value.messages == ["Choose a PNG, JPEG or WebP file"]
