"""Letters and e-mails with codes, made on the officer's own computer."""

import re

import pytest
import segno

from signatures.renditions.files import code_letters
from signatures.renditions.files.code_letters import BadFileError

LINK = "https://letter.example/ask/sign/?guild_code=ABCD-2345-EFGH-6789"
CODES = f"number,code,link\r\n1,ABCD-2345-EFGH-6789,{LINK}\r\n2,BBBB-2345-EFGH-6789,\r\n"
MEMBERS = "\ufeffname;email;address\nÉva Ősz;eva@example.org;1 High Street, Tin\n<b>Bo</b>;=x;\n"
KNOWN = {"guild": "Tin & Players", "site": "https://letter.example"}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "codes.csv").write_text(CODES, newline="")
    (tmp_path / "members.csv").write_text(MEMBERS)
    return tmp_path


def run(files, *given):
    return code_letters.main([str(files / "codes.csv"), *given], KNOWN)


def test_each_member_gets_a_letter_with_their_code_and_its_qr_code(files):
    said = run(files, str(files / "members.csv"))

    page = (files / "codes-letters-1.html").read_text()
    first, second = page.split("<article>")[1:]
    assert "Éva Ősz\n1 High Street, Tin" in first
    assert "ABCD-2345-EFGH-6789" in first
    assert "Tin &amp; Players has sent you a personal code" in first
    drawn = segno.make(LINK, micro=False, error="m").svg_inline(omitsize=True)
    assert drawn in first
    assert "&lt;b&gt;Bo&lt;/b&gt;" in second
    assert "<svg" not in second  # it has no link
    assert "Enter it at https://letter.example when you sign." in second
    assert "2 letters; 0 codes are left over." in said


def test_page_loads_nothing_and_each_letter_is_one_sheet_of_a4(files):
    run(files)

    page = (files / "codes-letters-1.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"<script|src=|<link", page)
    assert "size: A4" in page
    assert "break-after: page" in page


def test_merge_table_holds_no_formula_and_only_its_owner_can_read_it(files):
    run(files, str(files / "members.csv"))

    table = files / "codes-merge.csv"
    assert table.read_text().splitlines() == [
        "name,email,number,code,link",
        f"Éva Ősz,eva@example.org,1,ABCD-2345-EFGH-6789,{LINK}",
        "<b>Bo</b>,'=x,2,BBBB-2345-EFGH-6789,",
    ]
    assert table.stat().st_mode & 0o077 == 0
    assert "{{code}}" in (files / "codes-e-mail.txt").read_text()


def test_own_text_replaces_ours(files):
    (files / "own.txt").write_text("Hello {name}, {code} {unknown}")

    run(files, "--text", str(files / "own.txt"))

    page = (files / "codes-letters-1.html").read_text()
    assert "Hello member, ABCD-2345-EFGH-6789 {unknown}" in page


def test_many_letters_go_to_several_files(files, monkeypatch):
    monkeypatch.setattr(code_letters, "LETTERS_IN_A_FILE", 1)

    run(files)

    assert (files / "codes-letters-2.html").exists()


def test_files_of_an_earlier_run_are_not_replaced(files):
    run(files)

    with pytest.raises(BadFileError, match="move it first"):
        run(files)


@pytest.mark.parametrize(
    ("codes", "members", "error"),
    [
        ("a,b\n1,2\n", MEMBERS, "not a file of codes"),
        (CODES, "person\nBo\n", "no column “name”"),
        (CODES, "name\na\nb\nc\n", "3 members and only 2 codes"),
    ],
)
def test_file_that_cannot_be_used_is_named(files, codes, members, error):
    (files / "codes.csv").write_text(codes, newline="")
    (files / "members.csv").write_text(members)

    with pytest.raises(BadFileError, match=error):
        run(files, str(files / "members.csv"))


def test_list_in_another_encoding_is_refused(files):
    (files / "members.csv").write_bytes("name\nJosé\n".encode("latin-1"))

    with pytest.raises(BadFileError, match="UTF-8"):
        run(files, str(files / "members.csv"))
