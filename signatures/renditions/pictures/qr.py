"""A statement's address as a QR code, for posters and screens."""

import io

import segno


def svg(address: str) -> bytes:
    """Return an SVG without a size of its own, its quiet border included."""
    image = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(image, kind="svg", omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return image.getvalue()
