"""The tool that guilds run: what it folds away, what it reads, and what it writes."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from signatures.text import addresses, fingerprints
from signatures.text.fingerprints import Key, Rules, WrongFileError

KEY = Key("tin", b"k" * 32, Rules(("I",)), 2)
QUICK = Key("tin", b"k" * 32, Rules(), 2)
CASES = Path(__file__).parent.parent / "cases" / "roster"
COLUMNS = {"number": None, "surname": None, "email": None}
LIST = "Member No.;Surname;E-mail\nI0012;Núñez;a@b.example\n0013;Mc Coy;\n"


@pytest.mark.table(
    ("typed", "rules", "folded"),
    [
        (" i-0012346 ", Rules(("I",)), "12346"),
        ("１２３４６", Rules(), "12346"),
        ("SAG 00012", Rules(("S", "SAG")), "12"),
        ("12346B", Rules((), True), "12346"),
        ("12346B", Rules(), "12346B"),
        ("AB12", Rules(("I",)), "AB12"),
        ("000", Rules(), "0"),
        ("0012345", Rules(), "12345"),
        ("SA-000-778", Rules(), "SA000778"),
        ("sa-000-778", Rules(), "SA000778"),
        (" 0099 ", Rules(), "99"),
        ("12346.0", Rules(), "12346"),
        ("12346,00", Rules(), "12346"),
        ("12.346", Rules(), "12346"),
        ("12.000", Rules(), "12000"),
        ("'0012346", Rules(), "12346"),
        ('="0012346"', Rules(), "12346"),
        (" - ", Rules(("I",)), ""),
        ("", Rules((), True), ""),
    ],
)
def test_numbers_are_folded_by_the_rules_of_the_guild(typed, rules, folded):
    assert fingerprints.number(typed, rules) == folded


@pytest.mark.table(
    ("typed", "found"),
    [
        ("O’Brien", ["obrien"]),
        ("o'brien ", ["obrien"]),
        ("Lloyd-Webber", ["lloydwebber", "lloyd", "webber"]),
        ("García Márquez", ["garciamarquz", "garcia", "marquz"]),
        ("de la Cruz", ["delacruz", "cruz"]),
        ("Ōkubo\u0301", ["okubo"]),
        ("Søren", ["soren"]),
        ("Weiß", ["weiss"]),
        ("Müllermann", ["mullermann"]),
        ("MUELLERMANN", ["mullermann"]),
        ("Muellermann", ["mullermann"]),
        ("Mullermann", ["mullermann"]),
        ("Søndergaard", ["sondergard"]),
        ("Soendergaard", ["sondergard"]),
        ("Ångstrand", ["angstrand"]),
        ("Aangstrand", ["angstrand"]),
        ("Đurđić", ["durdic"]),
        ("Djurdjic", ["durdic"]),
        ("García Lorca", ["garcialorca", "garcia", "lorca"]),
        ("van der Berg", ["vanderberg", "berg"]),
        ("山田", ["山田"]),
        (" - ", []),
        ("Quill Jr.", ["quilljr", "quill"]),
        ("Land III", ["landiii", "land"]),
        ("Jr", []),
        ("III", []),
        ("Jr. III", []),
    ],
)
def test_surnames_stand_as_a_whole_and_in_parts(typed, found):
    assert fingerprints.surnames(typed) == found


@pytest.mark.table(
    "typed", ["Ada@Example.ORG", "ＡＤＡ@Bücher.de", "ada+x@faß.de", "a.b@xn--bcher-kva.de"]
)
def test_addresses_are_folded_as_the_site_folds_them(typed):
    assert fingerprints.address(addresses.mailbox(typed)) == fingerprints.address(typed)


@pytest.mark.table("typed", ["", "ada", "a b@example.org", "@example.org", "ada@localhost"])
def test_what_is_no_address_is_none(typed):
    assert fingerprints.address(typed) == ""


@pytest.mark.table("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.table("separator", [";", ",", "\t"])
def test_lists_are_read_as_spreadsheets_write_them(encoding, separator):
    raw = LIST.replace(";", separator).encode(encoding)

    rows = list(fingerprints.read_csv(raw, COLUMNS))

    assert rows == [(2, "I0012", "Núñez", "a@b.example"), (3, "0013", "Mc Coy", "")]


def test_list_in_another_encoding_is_refused_until_the_officer_chooses():
    """A wrong guess writes damaged names, which then match no member."""
    raw = (CASES / "01-cp1250.csv").read_bytes()

    with pytest.raises(WrongFileError) as refused:
        list(fingerprints.read_csv(raw, COLUMNS))

    assert "cp1250: 101;Źrebakowski | 102;Čapková" in str(refused.value)
    assert "cp1252" not in str(refused.value)  # it has no letter for one of the bytes
    rows = list(fingerprints.read_csv(raw, COLUMNS, "cp1250"))
    assert [row[2] for row in rows] == ["Źrebakowski", "Čapková"]


@pytest.mark.parametrize(
    ("raw", "encoding", "why"),
    [
        ("Number,Surname\n1,M\ufffdller\n".encode(), None, "damaged"),
        ("Number,Surname\n1,Ada\n".encode("utf-16-le"), None, "damaged"),
        ("Number,Surname\n1,Müller\n".encode("cp1252"), "utf-8", "not in utf-8"),
        (b"Number,Surname\n1,Ada\n", "klingon", "no encoding"),
    ],
)
def test_damaged_letters_are_never_hashed(raw, encoding, why):
    with pytest.raises(WrongFileError, match=why):
        list(fingerprints.read_csv(raw, COLUMNS, encoding))


def hashed(file, encoding=None):
    rows = fingerprints.read_csv((CASES / file).read_bytes(), COLUMNS, encoding)
    found = fingerprints.prepare(QUICK, rows)
    assert found.problems == []
    return {line[:43] for line in found.members + found.surnames}


def fits(lines, number, surname):
    folded = fingerprints.number(number, QUICK.rules)
    names = fingerprints.surnames(surname)
    found = {fingerprints.encoded(fingerprints.slow_hash(QUICK, folded, each)) for each in names}
    return bool(lines & found)


@pytest.mark.parametrize(
    ("file", "encoding", "members", "others"),
    [
        ("01-cp1250.csv", "cp1250", ["101 Źrebakowski", "101 Zrebakowski", "102 Capkova"], []),
        (
            "02-transliterations.csv",
            None,
            ["301 Müllermann", "301 Muellermann", "302 Søndergaard", "302 Soendergaard"]
            + ["303 Ångstrand", "303 Aangstrand", "304 Đurđić", "304 Djurdjic"],
            ["301 Mann", "302 Sonder"],
        ),
        (
            "03-suffixes.csv",
            None,
            ["401 Quill", "401 Quill Jr.", "402 Land", "403 van der Berg", "403 Berg"]
            + ["404 García Lorca", "404 García"],
            ["401 Jr", "402 III", "402 Jr", "403 van", "403 der"],
        ),
        (
            "04-leading-zeros.csv",
            None,
            ["12345 Land", "0012345 Land", "SA000778 Quill", "sa-000-778 Quill", "99 Berg"]
            + ["0099 Berg", "12345.0 Land"],
            ["1234 Land", "99 Land"],
        ),
    ],
)
def test_members_match_as_they_would_type_it(file, encoding, members, others):
    lines = hashed(file, encoding)

    for typed in members:
        assert fits(lines, *typed.split(" ", 1)), typed
    for typed in others:
        assert not fits(lines, *typed.split(" ", 1)), typed


@pytest.mark.parametrize("shortened", ["1.23E+05", "1,23457E+11", "4E+08", " 1.2e+10 "])
def test_number_that_a_spreadsheet_shortened_is_told(shortened):
    found = fingerprints.prepare(QUICK, [(2, shortened, "Ada", "")])

    assert [why for _, why in found.problems] == [
        "a spreadsheet has shortened the number: format its column as text and export again"
    ]


def test_members_without_a_surname_have_a_hash_that_no_one_can_type():
    found = fingerprints.prepare(QUICK, [(2, "7", "", "ada@example.org")])

    [member], [address] = found.members, found.addresses
    assert address.endswith(member)
    alone = [fingerprints.slow_hash(QUICK, "7", each) for each in ("", "ada@example.org")]
    assert member not in map(fingerprints.encoded, alone)


def test_columns_are_named_where_they_are_called_otherwise():
    raw = b"Kennung,Name\n7,Ada\n"

    with pytest.raises(WrongFileError, match="Kennung, Name"):
        list(fingerprints.read_csv(raw, COLUMNS))

    named = {**COLUMNS, "number": "kennung", "surname": "NAME"}
    assert list(fingerprints.read_csv(raw, named)) == [(2, "7", "Ada", "")]


def test_what_is_wrong_is_told_by_line_and_without_what_stands_there():
    rows = [(2, "12", "Ada", ""), (3, "I0012", "Bo", ""), (4, "", "Bo", ""), (5, "9", "", "x@y")]

    found = fingerprints.prepare(KEY, rows)

    assert len(found.members) == 1
    assert found.problems == [
        (3, "the same number is on line 2"),
        (4, "there is no member number"),
        (5, "this is not an e-mail address"),
    ]


def test_file_holds_nothing_but_sorted_fingerprints():
    rows = [(n, str(n), "Lloyd Webber", f"m{n}@example.org") for n in range(2, 30)]

    lines = "".join(fingerprints.prepare(KEY, rows).lines(KEY, date(2026, 11, 1))).splitlines()

    assert lines[:8] == [
        "open-letter roster 2",
        "guild: tin",
        f"key: {KEY.id}",
        "date: 2026-11-01",
        "cost: 2",
        "prefixes: I",
        "check-letter: no",
        "members: 28",
    ]
    by_kind = [[each for each in lines[11:] if each[0] == kind] for kind in "msa"]
    assert sum(by_kind, []) == lines[11:]
    assert all(kind == sorted(set(kind)) for kind in by_kind)
    assert fingerprints.read_key(fingerprints.write_key(KEY)) == KEY


def run(folder, *arguments):
    command = [sys.executable, "-I", fingerprints.__file__, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_script_runs_by_itself(tmp_path):
    (tmp_path / "key.txt").write_text(fingerprints.write_key(KEY))
    (tmp_path / "list.csv").write_text(LIST + "I-12;Again;\n")
    asked = ["list.csv", "--key", "key.txt", "--date", "2026-11-01", "--out", "out.txt"]

    refused = run(tmp_path, *asked)
    done = run(tmp_path, *asked, "--leave-out")
    again = run(tmp_path, *asked, "--leave-out")

    assert refused.returncode == again.returncode == 1
    assert refused.stderr.startswith("Line 4: the same number is on line 2.\nNothing was")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "2 members, written to out.txt")
    assert "already exists" in again.stderr
    assert (tmp_path / "out.txt").read_text().count("\nm") == 3  # two, and "members:"
    assert (tmp_path / "out.txt").stat().st_mode & 0o077 == 0
