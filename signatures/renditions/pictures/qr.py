"""A statement's address as a QR code, for posters and screens."""

import io

import segno


def svg(address: str) -> bytes:
    """Return the QR code of ``address`` as an SVG without a fixed size, with its quiet border."""
    image = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(image, kind="svg", omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return image.getvalue()
