"""Tests that documents name only files that exist, and that the code map repeats no row."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE_MAP = ROOT / "signatures" / "README.md"


def test_code_map_names_paths_that_exist():
    paths = re.findall(
        r"`((?:signatures|letter_site|templates|static|tests)/[\w./-]*)`", CODE_MAP.read_text()
    )

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_code_map_has_each_set_of_modules_in_one_row():
    """Two rows that lead to the same modules say the same; one of them gets forgotten."""
    rows = Counter(re.findall(r"^\| [^*|]+ \| (.+?) \|$", CODE_MAP.read_text(), re.MULTILINE))

    assert rows
    assert [row for row, number in rows.items() if number > 1] == []
    assert [row for row in rows if re.search(r"`\w+\.\w+\.[\w.]+py`", row)] == []


def test_code_map_has_each_row_once():
    rows = Counter(re.findall(r"^\| (.+?) \|", CODE_MAP.read_text(), re.MULTILINE))

    assert [row for row, number in rows.items() if number > 1] == []


def test_no_document_says_a_line_twice_in_a_row():
    """Two changes that are merged line by line can leave a sentence there twice."""
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", CODE_MAP]
    documents += [*(ROOT / "letter_site/deploy").glob("*.md"), *ROOT.glob("templates/help/*.md")]
    twice = [
        f"{path.name}: {line}"
        for path in documents
        for line, following in pairwise(path.read_text().splitlines())
        if line.strip() and line == following
    ]

    assert twice == []


def test_documents_link_to_files_that_exist():
    for document in [ROOT / "README.md", CODE_MAP, *(ROOT / "letter_site/deploy").glob("*.md")]:
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
        assert [link for link in links if not (document.parent / link).exists()] == [], document


def test_templates_for_organizers_are_found_from_the_guides():
    for name in ("impact-assessment.md", "processor-agreement.md"):
        for guide in ("README.md", "letter_site/deploy/README.md", "templates/help/organizers.md"):
            assert name in (ROOT / guide).read_text(), (name, guide)


GUILDS = ROOT / "letter_site" / "deploy" / "GUILDS.md"


def test_table_of_ways_names_tests_that_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", GUILDS.read_text())

    assert len(named) >= 60
    assert [each for each in named if f"def {each[1]}(" not in (ROOT / each[0]).read_text()] == []


def test_every_cell_of_the_table_of_ways_has_a_test_or_a_reason():
    cells, tests = (
        [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ")]
        for part in GUILDS.read_text().split("## Tests")
    )
    ways = [each.strip() for each in cells[0][1:]]
    cases = [row[0].strip(" *") for row in cells[1:]]
    found = {(row[0].strip(), row[1].strip()): row[2].strip() for row in tests[1:]}

    assert len(ways) == 5
    assert len(cases) == 9
    wanted = {(case, way) for case in cases for way in ways}
    covered = {(case, each) for case, way in found for each in (ways if way == "all" else [way])}
    assert covered == wanted
    reasons = {cell for cell in found.values() if "`tests/" not in cell}
    assert reasons == {
        "No server is asked.",
        "The site cannot see it.",
        "Not prevented; see above.",
    }


def test_every_test_that_a_document_names_exists():
    code = "".join(each.read_text() for each in (ROOT / "tests").rglob("test_*.py"))
    documents = [ROOT / "README.md", *(ROOT / "signatures").glob("*.md")]
    documents += (ROOT / "letter_site").rglob("*.md")
    named = {
        (document.name, name)
        for document in documents
        for name in re.findall(r"`(?:[\w./]+::)?(test_\w+)`", document.read_text())
    }

    assert len(named) >= 40
    assert [each for each in named if f"def {each[1]}(" not in code] == []
