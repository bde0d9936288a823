"""Invented names for the figures of the watch list. The same ones every time."""

import unicodedata
from random import Random

WATCHED, ORDINARY = 100, 3_000

GIVEN = [
    "Adalva",
    "Belindra",
    "Corvane",
    "Dalmira",
    "Elowyn",
    "Fendrick",
    "Galwena",
    "Hestrin",
    "Ilvara",
    "Jorundel",
    "Kaspira",
    "Lumira",
    "Margaret",
    "Nerissa",
    "Osvalda",
    "Peregrin",
    "Quintessa",
    "Rosamel",
    "Severina",
    "Tamsalin",
    "Ulrika",
    "Vesperia",
    "Wilmetta",
    "Xandrine",
    "Yolvena",
    "Zephrine",
    "Bo",
    "Ida",
    "Ove",
    "Jean-Lumien",
    "Katharina",
    "Jurij",
    "Sörine",
    "Mülla",
]
FAMILY = [
    "Ashgrove",
    "Brindlemoor",
    "Copperfeld",
    "Dunwhistle",
    "Emberlane",
    "Fallowmere",
    "Grimsoever",
    "Harborough",
    "Inkwater",
    "Jarrowdale",
    "Kettlewick",
    "Lanternby",
    "Mossprint",
    "Neunmal",
    "Oakenshade",
    "Pebblecote",
    "Quillmark",
    "Ravensmoor",
    "Saltmarsh",
    "Tanglewood",
    "Umberland",
    "Vellumby",
    "Wrenfold",
    "Yarrowby",
    "Zinnwald",
    "Müllermann",
    "Søndergard",
    "Ångstrand",
    "Đurđic",
    "Tschechow",
    "Elf",
    "Land",
    "Quill",
    "van_der_Weld",
    "O'Brindle",
    "Lumen-Vane",
]
OTHER_GIVEN = [
    "Abra",
    "Berit",
    "Casmir",
    "Dorle",
    "Edwina",
    "Filippa",
    "Gregor",
    "Hanno",
    "Ingrid",
    "Joakim",
    "Klaas",
    "Lenka",
    "Mattis",
    "Nadja",
    "Olof",
    "Paulo",
    "Ragna",
    "Stefan",
    "Tilde",
    "Urban",
    "Valentin",
    "Wanda",
    "Yannis",
    "Zofia",
    "Alma",
    "Bruno",
    "Clara",
    "Dario",
    "Emilia",
    "Felix",
    "Greta",
    "Hugo",
    "Irene",
    "Jonas",
    "Karin",
    "Leo",
    "Maria",
    "Nils",
    "Otto",
    "Petra",
    "Robin",
    "Sara",
    "Tom",
    "Uwe",
    "Vera",
    "Anna",
    "John",
    "Mary",
    "Li",
]
OTHER_FAMILY_BEGINS = [
    "Alm",
    "Berg",
    "Carr",
    "Dahl",
    "Eber",
    "Frost",
    "Gold",
    "Hain",
    "Iver",
    "Jens",
    "Kron",
    "Lind",
    "Mart",
    "Nord",
    "Ost",
]
OTHER_FAMILY_BEGINS += [
    "Palm",
    "Rose",
    "Stein",
    "Thal",
    "Ulm",
    "Vogt",
    "Wald",
    "York",
    "Zell",
    "Cast",
    "Brook",
    "Hill",
    "Pern",
    "Gall",
]
OTHER_FAMILY_ENDS = [
    "berg",
    "bury",
    "by",
    "den",
    "dorf",
    "er",
    "ez",
    "feld",
    "ford",
    "gren",
    "haus",
    "holm",
    "in",
    "ini",
    "ins",
    "kar",
    "ley",
    "lo",
]
OTHER_FAMILY_ENDS += [
    "man",
    "mann",
    "mark",
    "nes",
    "ov",
    "owski",
    "qvist",
    "rup",
    "sen",
    "son",
    "stad",
    "strom",
    "ton",
    "velt",
    "wick",
]
MIDDLE = ["Ada", "Bea", "Cleo", "Emi", "Noor", "Ines"]

LOOK_ALIKES = str.maketrans("aceopxyiAKOTB", "асеорхуіΑΚΟТВ")  # Cyrillic and Greek letters
CYRILLIC = str.maketrans(
    {
        **dict(zip("abvgdeziklmnoprstuf", "абвгдезиклмнопрстуф", strict=True)),
        **{"c": "к", "h": "х", "j": "й", "q": "к", "w": "в", "x": "кс", "y": "и"},
    }
)
BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbn", "wertyuiopasdfghjklqxcvbnm", strict=True)) | {
    "m": "n"
}
PLAIN = str.maketrans({"ø": "oe", "ö": "oe", "ü": "ue", "å": "aa", "đ": "dj", "Ø": "Oe", "Ö": "Oe"})
PLAIN |= str.maketrans({"Å": "Aa", "Đ": "Dj"})


def watched():
    """Return the watched names: each with at least seven letters."""
    random = Random(17)
    names = []
    while len(names) < WATCHED:
        name = f"{random.choice(GIVEN)} {random.choice(FAMILY)}".replace("_", " ")
        ends = name.split()[0] + name.split()[-1]
        if sum(map(str.isalpha, ends)) >= 7 and name not in names:
            names.append(name)
    return names


def variations(name, number):
    """Return ten variations of a watched name, by what was done to it."""
    random = Random(number)
    given, *_particles, family = name.split()
    middle = random.choice(MIDDLE)
    return {
        "letter missing": edited(name, random, lambda word, at: word[:at] + word[at + 1 :]),
        "letter doubled": edited(name, random, lambda word, at: word[: at + 1] + word[at:]),
        "letters exchanged": edited(name, random, exchanged),
        "wrong letter": edited(name, random, wrong_letter),
        "look-alikes": looks_like(name, random),
        "initial": random.choice([f"{given[0]}. {family}", f"{family}, {given[0]}."]),
        "order": random.choice(
            [f"{family}, {given}", f"{family} {given}", f"{family.upper()} {given}"]
        ),
        "middle name": random.choice(
            [f"{given} {middle} {family}", f"{given} {middle[0]}. {family}"]
        ),
        "transliteration": transliterated(name, random),
        "several": edited(f"{family.upper()} {middle} {given}", random, wrong_letter),
    }


def ordinary():
    """Return names of people who are not watched; some share a first or a last name with them."""
    random, names = Random(3), {}
    taken = watched()
    while len(names) < ORDINARY:
        given, family = random.choice(OTHER_GIVEN), other_family(random)
        kind = random.random()
        if kind < 0.05:
            given = random.choice(taken).split()[0]
        elif kind < 0.10:
            family = random.choice(taken).split()[-1]
        elif kind < 0.13:
            given = f"{given[0]}."
        elif kind < 0.20:
            given = f"{given} {random.choice(OTHER_GIVEN)}"
        elif kind < 0.22:
            family = f"{family}-{other_family(random)}"
        names[f"{given} {family}"] = True
    return list(names)


def other_family(random):
    return random.choice(OTHER_FAMILY_BEGINS) + random.choice(OTHER_FAMILY_ENDS)


def edited(name, random, edit):
    """Return ``name`` with ``edit`` applied inside its longest word."""
    words = name.split()
    longest = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[longest]
    words[longest] = edit(word, random.randrange(1, len(word) - 1))
    return " ".join(words)


def exchanged(word, at):
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def wrong_letter(word, at):
    wrong = BESIDE.get(word[at].lower(), "n")
    return word[:at] + (wrong.upper() if word[at].isupper() else wrong) + word[at + 1 :]


def looks_like(name, random):
    changed = name.translate(LOOK_ALIKES)
    return "".join(
        new if random.random() < 0.7 else old for old, new in zip(name, changed, strict=True)
    )


def transliterated(name, random):
    """Return ``name`` in ASCII or, if that is no change, in Cyrillic letters."""
    plain = name.translate(PLAIN)
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain != name:
        return random.choice([plain, plain, bare]) if "ø" not in name and "Đ" not in name else plain
    return name.lower().replace("-", " ").translate(CYRILLIC).title()
