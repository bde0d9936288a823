"""The words of a PDF as a reader copies them."""

from io import BytesIO

from pypdf import PdfReader


def pdf_words(content):
    """Return the words of all pages in the order they are set, with one space between them."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
