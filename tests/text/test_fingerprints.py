"""The tool that guilds run: what it folds away, what it reads, and what it writes."""

import subprocess
import sys
from datetime import date

import pytest

from signatures.text import addresses, fingerprints
from signatures.text.fingerprints import Key, Rules, WrongFileError

KEY = Key("tin", b"k" * 32, Rules(("I",)))
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
        ("García Márquez", ["garciamarquez", "garcia", "marquez"]),
        ("de la Cruz", ["delacruz", "cruz"]),
        ("Ōkubo\u0301", ["okubo"]),
        ("Søren", ["soren"]),
        ("Weiß", ["weiss"]),
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


@pytest.mark.table("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.table("separator", [";", ",", "\t"])
def test_lists_are_read_as_spreadsheets_write_them(encoding, separator):
    raw = LIST.replace(";", separator).encode(encoding)

    rows = list(fingerprints.read_csv(raw, COLUMNS))

    assert rows == [(2, "I0012", "Núñez", "a@b.example"), (3, "0013", "Mc Coy", "")]


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
        (3, "the same number stands on line 2"),
        (4, "there is no member's number"),
        (5, "the address is none"),
    ]


def test_file_holds_nothing_but_sorted_fingerprints():
    rows = [(n, str(n), "Lloyd Webber", f"m{n}@example.org") for n in range(2, 30)]

    lines = "".join(fingerprints.prepare(KEY, rows).lines(KEY, date(2026, 11, 1))).splitlines()

    assert lines[:7] == [
        "open-letter roster 1",
        "guild: tin",
        f"key: {KEY.id}",
        "date: 2026-11-01",
        "prefixes: I",
        "check-letter: no",
        "members: 28",
    ]
    by_kind = [[each for each in lines[10:] if each[0] == kind] for kind in "msa"]
    assert sum(by_kind, []) == lines[10:]
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
    assert refused.stderr.startswith("Line 4: the same number stands on line 2.\nNothing was")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "2 members, written to out.txt")
    assert "there already" in again.stderr
    assert (tmp_path / "out.txt").read_text().count("\nm") == 3  # two, and "members:"
    assert (tmp_path / "out.txt").stat().st_mode & 0o077 == 0
