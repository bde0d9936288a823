from xml.etree import ElementTree

from signatures.renditions.pictures import qr


def test_svg_is_a_square_without_style_or_script():
    root = ElementTree.fromstring(qr.svg("https://letter.example.org/ask-first/"))

    _, _, width, height = root.get("viewBox").split()
    assert width == height
    assert {each.tag.rpartition("}")[2] for each in root.iter()} == {"svg", "path"}
    assert not [each for each in root.iter() if each.get("style")]


def test_svg_differs_by_address():
    assert qr.svg("https://a.example/") != qr.svg("https://b.example/")
    assert qr.svg("https://a.example/") == qr.svg("https://a.example/")
