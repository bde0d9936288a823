from xml.etree import ElementTree

import pytest

from signatures.models import Signature
from signatures.renditions.figures import Figures
from signatures.renditions.files import feed
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(text):
    listed = Signature.objects.listed().filter(statement=text.statement)
    root = ElementTree.fromstring(feed.atom(text, listed, Figures(email=2)))
    return root.findall("a:entry", ATOM)


def title(entry):
    return entry.find("a:title", ATOM).text


@pytest.mark.table(
    ("name", "shown"),
    [
        ("</title><script>&amp;", "</title><script>&amp;"),
        ("Ada\x00\x0b\ufffeExample", "AdaExample"),
        ("أحمد", "أحمد"),
        ("]]> 🎸", "]]> 🎸"),
    ],
)
def test_names_stay_names_in_xml(name, shown):
    text = make_text(title=name.replace("\x00", ""))
    signature = make_signature(text, credit="x & <y>")
    signature.name = name
    listed = [signature]

    root = ElementTree.fromstring(feed.atom(text, listed, Figures(email=2)))

    assert title(root.find("a:entry", ATOM)) == shown
    summary = root.find("a:entry/a:summary", ATOM)
    assert summary.get("type") == "html"
    assert summary.text == "x &amp; &lt;y&gt; · confirmed an e-mail address"


def test_name_withheld_is_withheld():
    text = make_text()
    make_signature(text, name="Secret", credit="Hidden", display="anonymous")

    [entry] = entries(text)

    assert title(entry) == "A verified signatory, name withheld"
    assert entry.find("a:summary", ATOM).text == "confirmed an e-mail address"


def test_ids_do_not_tie_a_withheld_name_to_the_one_shown_before():
    text = make_text()
    signature = make_signature(text)
    [before] = entries(text)
    Signature.objects.filter(pk=signature.pk).update(display="anonymous", search_text="")

    [after] = entries(text)

    assert before.find("a:id", ATOM).text != after.find("a:id", ATOM).text
    assert str(signature.public_id) not in ElementTree.tostring(after, "unicode")
