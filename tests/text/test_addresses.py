import smtplib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.text import addresses
from signatures.text.addresses import (
    NotAnAddressError,
    clean_email,
    domains,
    is_disposable,
    mailbox,
    mask,
    soft_mailbox,
)

# Any text at all, and texts that come close to being an address.
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=[])),
    st.from_regex(
        r"[a.+A＋ﬁ]{1,6}@[a-zßüİ.\u200c℀\-]{1,9}\.(de|gmail\.com|рф|xn--p1ai)", fullmatch=True
    ),
    st.builds("{}@{}.org".format, st.text(max_size=9), st.text(st.characters(), max_size=9)),
)


@pytest.mark.table(
    ("typed", "email"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG\n", "Ada@example.org"),
        ("Ada.B+news@example.org", "Ada.B+news@example.org"),
        ("o'connor@example.ie", "o'connor@example.ie"),
        ("user@bücher.de", "user@xn--bcher-kva.de"),
        ("user@BU\u0308CHER.de", "user@xn--bcher-kva.de"),
        ("user@xn--bcher-kva.de", "user@xn--bcher-kva.de"),
        ("user@faß.de", "user@xn--fa-hia.de"),
        ("user@пример.рф", "user@xn--e1afmkfd.xn--p1ai"),
        ("user@نامه\u200cای.com", "user@xn--mgba3gch31f060k.com"),
        ("user@日本語。jp", "user@xn--wgv71a119e.jp"),
        ("ＵＳＥＲ＠ｇｍａｉｌ．ｃｏｍ", "USER@gmail.com"),
        ("user@aa--bb.com", "user@aa--bb.com"),
        ("user@1.2.example.org", "user@1.2.example.org"),
        ("l" * 64 + "@example.org", "l" * 64 + "@example.org"),
        ("u@" + "a" * 63 + ".org", "u@" + "a" * 63 + ".org"),
        ("u@" + "a." * 124 + "orgs", "u@" + "a." * 124 + "orgs"),
    ],
)
def test_clean_email_gives_what_a_mail_server_takes(typed, email):
    assert clean_email(typed) == email


@pytest.mark.table(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("ada", "no_at"),
        ("@example.org", "no_at"),
        ("ada@", "no_at"),
        ("ada b@example.org", "space"),
        ("ada@example.org\nBcc: eve@example.org", "space"),
        ("ada@exam\u3000ple.org", "space"),
        ("ada\0@example.org", "control_character"),
        ("ada@exam\x7fple.org", "control_character"),
        ("ada\u200b@example.org", "control_character"),
        ("\u202eada@example.org", "control_character"),
        ("ada\ud800@example.org", "control_character"),
        ("ada@exam\u00adple.org", "control_character"),
        ("josé@example.com", "local_not_ascii"),
        ("mıke@example.org", "local_not_ascii"),
        ("ad\u200da@example.org", "local_not_ascii"),
        ("ada..b@example.org", "local_part"),
        (".ada@example.org", "local_part"),
        ("ada.@example.org", "local_part"),
        ('"ada"@example.org', "local_part"),
        ("ada@b@example.org", "local_part"),
        ("mailto:ada@example.org", "local_part"),
        ("ada,eve@example.org", "local_part"),
        ("<ada@example.org", "local_part"),
        ("ada@[127.0.0.1]", "ip_address"),
        ("ada@[IPv6:::1]", "ip_address"),
        ("ada@127.0.0.1", "ip_address"),
        ("ada@::1", "ip_address"),
        ("ada@localhost", "no_dot"),
        ("ada@bücher", "no_dot"),
        ("ada@exam_ple.org", "domain"),
        ("ada@-example.org", "domain"),
        ("ada@example-.org", "domain"),
        ("ada@example..org", "domain"),
        ("ada@.example.org", "domain"),
        ("ada@example.org.", "domain"),
        ("ada@example.org>", "domain"),
        ("ada@example.1", "domain"),
        ("ada@exam\u200cple.org", "domain"),
        ("ada@☃.net", "domain"),
        ("ada@xn--zzzz.de", "domain"),
        ("ada@ü..de", "domain"),
        ("ada@℀.org", "domain"),
        ("u@" + "a" * 64 + ".org", "domain"),
        ("l" * 65 + "@example.org", "too_long"),
        ("u@" + "a." * 124 + "organ", "too_long"),
        ("\0" * 1017, "too_long"),
        ("u@a" + "\u0301\u0316" * 50_000, "too_long"),
    ],
)
def test_clean_email_refuses_what_cannot_be_mailed(typed, code):
    with pytest.raises(NotAnAddressError) as caught:
        clean_email(typed)

    assert caught.value.code == code


@given(ANY_TEXT)
def test_clean_email_is_ascii_in_one_piece_and_done_twice_the_same(typed):
    try:
        email = clean_email(typed)
    except NotAnAddressError:
        return

    assert clean_email(email) == email
    assert email.isascii()
    assert len(email) <= 254
    assert smtplib.quoteaddr(email) == f"<{email}>"


@pytest.mark.table(
    ("email", "box"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ＡＤＡ@Bücher.de", "ada@xn--bcher-kva.de"),
        ("ada@xn--bcher-kva.de", "ada@xn--bcher-kva.de"),
        ("Ada+News@example.org", "ada+news@example.org"),
        ("A.da@gmail.com", "a.da@gmail.com"),
        ("ada@googlemail.com", "ada@googlemail.com"),
    ],
)
def test_mailbox_folds_case_width_and_domain_only(email, box):
    assert mailbox(email) == box


@pytest.mark.table(
    ("email", "box"),
    [
        ("Ada.B+news@googlemail.com", "adab@gmail.com"),
        ("a.d.a.b@gmail.com", "adab@gmail.com"),
        ("ada.b+news@example.org", "ada.b@example.org"),
        ("ada+a+b@example.org", "ada@example.org"),
        ("ada.+b@example.org", "ada@example.org"),
        ("+a+b@example.org", "+a+b@example.org"),
        ("ada.b@notgmail.com", "ada.b@notgmail.com"),
        ("ada.b@gmail.com.example.org", "ada.b@gmail.com.example.org"),
    ],
)
def test_soft_mailbox_drops_tags_and_gmails_dots(email, box):
    assert soft_mailbox(email) == box


@pytest.mark.parametrize("fold", [mailbox, soft_mailbox])
@given(typed=ANY_TEXT)
def test_folding_an_address_twice_changes_nothing(fold, typed):
    try:
        box = fold(typed)
    except NotAnAddressError:
        return

    assert fold(box) == box
    assert fold(clean_email(typed)) == box


@pytest.mark.table(
    ("email", "masked"),
    [
        ("ada@example.org", "a•••@e••••••.org"),
        ("a@x.org", "a•••@x.org"),
        ("Ada.Lovelace@mail.example.co.uk", "A•••@m••••••••••••••.uk"),
        ("user@bücher.de", "u•••@b•••••.de"),
        ("user@xn--bcher-kva.de", "u•••@b•••••.de"),
        ("user@пример.рф", "u•••@п•••••.рф"),
        ("user@aa--bb.com", "u•••@a•••••.com"),
    ],
)
def test_mask_shows_first_letters_and_the_ending(email, masked):
    assert mask(email) == masked


@given(ANY_TEXT)
def test_mask_takes_every_address(typed):
    try:
        email = clean_email(typed)
    except NotAnAddressError:
        return

    assert mask(email).startswith(f"{email[0]}•••@")


def test_domains_of_a_mailbox_are_its_own_and_those_above():
    assert domains("ada@a.mail.example.org") == [
        "a.mail.example.org",
        "mail.example.org",
        "example.org",
    ]
    assert domains("ada@example.org") == ["example.org"]


@pytest.mark.table(
    ("mailbox", "disposable"),
    [
        ("ada@mailinator.com", True),
        ("ada@deep.mailinator.com", True),
        ("ada@my-mailinator.com", False),
        ("ada@gmail.com", False),
        ("ada@proton.me", False),
        ("ada@icloud.com", False),
    ],
)
def test_is_disposable_knows_services_and_what_is_below_them(mailbox, disposable):
    assert is_disposable(mailbox) is disposable


@pytest.mark.table(
    ("domain", "is_shared"),
    [
        ("co.uk", True),
        ("github.io", True),
        ("org", True),
        ("xn--55qx5d.cn", True),
        ("guild.co.uk", False),
        ("mail.guild.example.org", False),
        ("guild.example", False),
    ],
)
def test_domains_that_many_people_share_are_known(domain, is_shared):
    assert addresses.is_shared(domain) is is_shared
