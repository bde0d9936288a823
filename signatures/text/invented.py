"""People who do not exist, in the shapes of those who do: no models, no clock.

Officers are shown a few of them among real requests, to see whether they look. Every part is
drawn by itself from the lists below, so no real person is meant.
"""

import string
from random import SystemRandom

GIVEN_NAMES = """
    Adela Anton Beate Bruno Carla Cedric Dagmar Dario Edda Elias Fiona Florian Greta Gustav
    Hanna Henrik Ilse Ivan Jana Joel Karin Klaus Lena Lorenzo Maeve Marcus Nadia Nils Olive
    Oscar Paula Piotr Rhea Roman Selma Stefan Tamsin Tobias Una Viktor Wanda Yusuf Zora
    Zoltan
"""
FAMILY_NAMES = """
    Abernot Aldwick Barrowen Bellamar Carvoss Corrigel Dahlmen Demarest Ellingby Ferrand
    Fossick Garrowby Haldane Hartwin Iverness Jesperby Kestrow Kirkbell Lambrecht Lindoval
    Marchetta Merrowin Norbeck Oakhurst Ostrander Pellworth Quillan Ravensby Rosendal
    Sandover Stavrin Tarrowel Thornley Ullstead Vandermoor Wexcombe Whitlow Yarrowin
    Zellinger
"""
WORK = """
    second unit on two features last year|stage work since 2014, card at home|day player, mostly
    dubbing|joined in 2009, moved since|three seasons in the same ensemble|voice work, two audio
    books last winter|member of the chapter up north|camera department, on call|session work and
    teaching|was at the annual meeting in spring
"""
PHRASES = [" ".join(each.split()) for each in WORK.split("|")]

draw = SystemRandom()


def name() -> str:
    return f"{draw.choice(GIVEN_NAMES.split())} {draw.choice(FAMILY_NAMES.split())}"


def number(like: str) -> str:
    """Return another number of the shape of ``like``: ``I0012346`` may become ``K4403817``."""
    return "".join(_other(char) for char in like)


def words() -> str:
    return draw.choice(PHRASES)


def _other(char: str) -> str:
    for letters in (string.digits, string.ascii_uppercase, string.ascii_lowercase):
        if char in letters:
            return draw.choice(letters)
    return char
