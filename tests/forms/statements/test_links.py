"""What editors put beside a statement: cleaned like what strangers send."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from signatures.forms.statements.links import LinkForm


def upload(kind="PNG", name="party.png"):
    file = BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue() + b"<script>", content_type="image/png")


def form(picture=None, **typed):
    typed = {"title": "See us", "url": "https://video.example/?v=1", "position": "0", **typed}
    return LinkForm(typed, {"picture": picture} if picture else {})


def test_picture_of_a_link_is_painted_anew():
    filled = form(upload())

    assert filled.is_valid(), filled.errors
    picture = filled.values()["picture"]

    assert picture.name.endswith(".webp")
    stored = picture.read()
    assert b"<script>" not in stored
    assert Image.open(BytesIO(stored)).size == (40, 20)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_picture_of_another_kind_is_refused(kind):
    assert list(form(upload(kind)).errors) == ["picture"]


@pytest.mark.table(
    "url",
    [
        "http://video.example/",
        "javascript:alert(1)",
        "ftp://video.example/",
        "https://a@video.example/",
        "https:///x",
        "x y",
        "https://video.example/" + "x" * 200,
    ],
)
def test_link_leads_to_https_only(url):
    assert list(form(url=url).errors) == ["url"]


def test_link_keeps_its_query():
    filled = form(url="https://video.example/watch?v=1#t=2")

    assert filled.is_valid()
    assert filled.cleaned_data["url"] == "https://video.example/watch?v=1#t=2"
