"""Invented organizations that endorse the demonstration statements, some with a logo."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from signatures.actions.organizations import endorsements
from signatures.forms.fields import pictures
from signatures.models import Organization, Statement

Kind = Organization.Kind

# Name, kind and what it represents. The coalition's statement names the first of them.
ORGANIZATIONS = [
    ("Amalgamated Puppeteers and Prop Makers", Kind.UNION, "1,900 members"),
    ("Brambleford Society of Composers", Kind.SOCIETY, "4,200 composers and arrangers"),
    ("Coastal Federation of Orchestras", Kind.SOCIETY, "31 orchestras"),
    ("Copper Kettle Records", Kind.PUBLISHER, "120 recording artists"),
    ("Fennel Street Press", Kind.PUBLISHER, ""),
    ("Guild of Lighthouse Poets", Kind.UNION, "640 members"),
    ("Inkerby & Daughters, Music Publishers", Kind.PUBLISHER, "a catalogue of 9,000 works"),
    ("League of Radio Dramatists", Kind.UNION, "870 members"),
    ("National Union of Understudies", Kind.UNION, "12,300 members"),
    ("Nine Harbours Translators’ Circle", Kind.SOCIETY, "1,100 translators"),
    ("Paper Boat Picture Books", Kind.COMPANY, ""),
    ("Society of Slow Animators", Kind.SOCIETY, "58 animators"),
    ("Thistlewick Institute of Dance", Kind.INSTITUTION, ""),
    ("Ask Before You Take", Kind.CAMPAIGN, "supporters in forty towns"),
]
ENDORSE = {"licence-before-launch": slice(0, 13), "ask-first": slice(1, None, 2)}
MARKS = 3  # every third organization has a logo
INK = (122, 30, 30)


def endorse(statement: Statement) -> None:
    """Add invented endorsements to a demonstration statement that has none. May be repeated."""
    if statement.endorsements.exists():
        return
    those = ORGANIZATIONS[ENDORSE.get(statement.slug, slice(0))]
    for place, (name, kind, represents) in enumerate(those):
        organization = Organization(name=name, kind=kind, represents=represents)
        organization.website = f"https://www.{name.lower().split()[-1]}.example"
        if place % MARKS == 0:
            organization.logo = _mark(place // MARKS)
            organization.mark_permitted_by = "Invented, like its owner"
            organization.mark_permitted_at = timezone.now()
        entered = endorsements.enter(organization, of=statement, position=10 * place)
        endorsements.publish(entered, by=None, reason="demonstration")


def _mark(number: int) -> ContentFile:
    """Return a logo drawn from a few plain shapes and processed like every other logo."""
    picture = Image.new("RGBA", (480, 240))
    draw = ImageDraw.Draw(picture)
    step = 440 // (number + 2)
    size = min(130, step - 10)
    for left in range(20, 20 + step * (number + 2), step):
        draw.ellipse((left, 170 - size, left + size, 170), outline=INK, width=14)
    draw.rectangle((20, 200, 460, 214), fill=INK)
    file = BytesIO()
    picture.save(file, "PNG")
    return pictures.clean_logo(ContentFile(file.getvalue()))
