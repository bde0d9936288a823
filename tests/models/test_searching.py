"""What organizers find, whichever index knows of it."""

import ipaddress
import itertools
from datetime import timedelta
from fnmatch import fnmatchcase

import pytest
from django.db import connection
from django.utils import timezone

from signatures.errors import TooSlowError
from signatures.models import Guild, Signature
from signatures.models.searching import answered_within
from signatures.text import finding
from tests.factories import make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db

NAMES = [
    ("Björn Ulvaeus", "Composer, “Ø”"),
    ("O’Connor, Sinéad", ""),
    ("Đorđe Łukasz", "Æsir & Œuvre"),
    ("Ðórunn Þorgeirsdóttir", "Straße"),
    ("Ἀθηνᾶ Παπαδοπούλου", "Ποιήτρια"),
    ("مُحَمَّد علی", "شاعر"),
    ("שָׁלוֹם כֹּהֵן", ""),
    ("李安", "ﾊﾝｶｸ"),
    ("Nguyễn Thị Minh Khai", "Ca sĩ"),
    ("Ａｄａ  Ｌｏｖｅｌａｃｅ", "ﬁlm"),
    ("अनिता देसाई", "लेखक"),
    ("Ⅷ Élodie", "—"),
    ("Йосип Ґудзь", "Її голос"),
    ("Kırmızı İnci", "ŧest"),
]


@pytest.mark.table(("name", "credit"), NAMES)
def test_the_database_folds_words_as_the_site_does(name, credit):
    with connection.cursor() as cursor:
        cursor.execute("SELECT signatures_words(%s, %s)", [name, credit])
        [[folded]] = cursor.fetchall()

    assert folded == finding.folded_text(name, credit)


def found(how, *arguments):
    return set(getattr(Signature.objects, how)(*arguments))


@pytest.mark.table("state", ["pending", "held", "published", "rejected"])
@pytest.mark.table("display", Signature.Display.values)
def test_names_and_credits_are_found_in_every_state_however_little_is_shown(text, state, display):
    how = {"state": state, "display": display}
    wanted = make_signature(text, name="Björn Quist", credit="Poet of Cork", **how)
    make_signature(text, name="Poet Cork", credit="Björn Quist", **how)
    make_signature(text, name="Somebody Else", **how)

    assert found("named", "bjorn quist") == {wanted}
    assert found("named", "BJÖRN*") == {wanted}
    assert found("named", "quist*") == set()
    assert found("credited", "cork") == {wanted}
    assert found("credited", "*of cork") == {wanted}


@pytest.mark.table("state", ["pending", "held", "published", "rejected"])
@pytest.mark.table(
    ("name", "typed"),
    [
        ("Anna Müller", "Müller"),
        ("Anna Müller", "muller"),
        ("Anna Müller", "Mueller"),
        ("Anna Mueller", "Müller"),
        ("Søren Kåre", "Soeren Kaare"),
        ("Đorđe Jović", "Djordje"),
        ("Jo Smith-Li", "Li"),
        ("Ada (Bo) King", "bo"),
        ("\u738b\u5c0f\u660e", "\u5c0f\u660e"),
        ("\u738b\u5c0f\u660e", "\u660e"),
    ],
)
def test_organizers_find_what_the_public_search_finds(text, name, typed, state):
    wanted = make_signature(text, name=name, credit="Harper", state=state)
    make_signature(text, name="Tess Other", credit=name, state=state)

    public = Signature.objects.containing(finding.alternatives(typed))
    assert wanted in public
    assert found("named", typed) == {wanted}
    assert wanted in found("credited", "harper")


def test_two_letters_find_no_name_that_only_looks_like_it(text):
    make_signature(text, name="Anna Muller", credit="Müller Choir")
    make_signature(text, name="Sam Muller")

    assert found("named", "Mueller") - found("credited", "Mueller") == set()
    assert found("named", "Soller") == set()


def test_signs_of_like_stand_for_themselves(text):
    make_signature(text, name="Ada Example")

    assert found("named", "%") == set()
    assert found("named", "a_a") == set()


@pytest.mark.table("state", ["pending", "held", "published", "rejected"])
def test_domains_and_networks_are_found_in_every_state(text, state):
    how = {"state": state, "source_network": "203.0.113.0/24"}
    wanted = make_signature(text, email="a@bad.example", **how)
    make_signature(text, email="a@other.example", state=state, source_network="198.51.100.0/24")
    network = ipaddress.ip_network

    assert found("from_domain", "bad.example") == {wanted}
    assert found("from_mailbox", "a@bad*") == {wanted}
    assert found("from_network", network("203.0.113.7/32")) == {wanted}
    assert found("from_network", network("203.0.113.0/24")) == {wanted}
    assert found("from_network", network("203.0.0.0/16")) == {wanted}
    assert found("from_network", network("2001:db8::/32")) == set()


def test_domain_of_names_that_organizers_brought_is_found(text):
    added = make_signature(text, email="a@bad.example", added_by_organizers=True)
    Signature.objects.update(attested_at=None)

    assert found("from_domain", "bad.example") == {added}


def test_window_holds_its_beginning_and_not_its_end(text):
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    at = {each: make_signature(text, signed_at=noon + each * hour) for each in (-1, 0, 1)}

    assert found("signed_between", noon, noon + hour) == {at[0]}
    assert found("signed_between", noon, None) == {at[0], at[1]}
    assert found("signed_between", None, noon) == {at[-1]}


def test_evidence_is_found_by_method_and_guild(text):
    guild = Guild.objects.create(slug="north", name="North")
    member = make_guild_member(text, guild)
    by_mail = make_signature(text)
    pending = make_signature(text, state="pending")

    assert found("proven_by", "guild_code") == {member}
    assert found("proven_by", "email") == {member, by_mail}
    assert found("proven_by", "") == {pending}
    assert found("vouched_for_by", guild.pk) == {member}


def test_similar_names_are_found_whatever_they_show(text):
    wanted = make_signature(text, name="Ada Lovelace", credit="Poet of very many words")
    near = make_signature(text, name="Ada Lovelase", display="anonymous", state="held")
    make_signature(text, name="Somebody Else")

    alike = Signature.objects.similar_to("ada lovelace").most_similar_first("ada lovelace")

    assert list(alike) == [wanted, near]


@pytest.mark.real_clock
def test_what_takes_too_long_is_given_up():
    with pytest.raises(TooSlowError), answered_within(timedelta(milliseconds=20)):
        connection.cursor().execute("SELECT pg_sleep(2)")


@pytest.mark.real_clock
def test_queries_that_take_too_long_together_are_given_up():
    def ask():
        with answered_within(timedelta(milliseconds=400)), connection.cursor() as cursor:
            for _ in range(60):
                cursor.execute("SELECT pg_sleep(0.1)")

    with pytest.raises(TooSlowError):
        ask()


@pytest.mark.table("typed", ["an", "maria", "müller", "彦", "m*ria"])
def test_search_folds_no_names(typed):
    """To fold takes fifty times as long as to compare, and thousands of names are compared."""
    found = Signature.objects.named(typed).credited(typed)

    assert "signatures_words" not in str(found.similar_to("ada").query)


def test_addresses_of_one_domain_are_found_by_its_index():
    sql = str(Signature.objects.from_mailbox("ada*@example.org").query)

    assert 'split_part("signatures_signature"."mailbox", @, 2) = example.org' in sql
    assert "split_part" not in str(Signature.objects.from_mailbox("ada*").query)


@pytest.mark.table(
    ("typed", "wanted"),
    [
        ("*@*.bad.example", {"a@mail.bad.example", "b@bad.bad.example"}),
        ("*@bad.*", {"a@bad.example", "b@bad.bad.example"}),
        ("a@*bad.example", {"a@bad.example", "a@mail.bad.example", "a@verybad.example"}),
        ("*@*", {"a@bad.example", "a@mail.bad.example", "a@verybad.example", "b@bad.bad.example"}),
        ("*@bad_*", set()),
        ("*@*.nowhere", set()),
    ],
)
def test_part_of_a_domain_finds_the_addresses_that_it_is_like(text, typed, wanted):
    states = itertools.cycle(["pending", "held", "published", "rejected"])
    for statement in [text, *(make_text() for _ in range(3))]:
        for address in ("a@bad.example", "a@mail.bad.example", "a@verybad.example"):
            make_signature(statement, email=address, state=next(states))
    make_signature(text, email="b@bad.bad.example", added_by_organizers=True)
    Signature.objects.filter(added_by_organizers=True).update(attested_at=None)

    assert {each.mailbox for each in found("from_mailbox", typed)} == wanted
    alike = [each for each in Signature.objects.all() if fnmatchcase(each.mailbox, typed)]
    assert found("from_mailbox", typed) == set(alike)


def test_domains_are_read_from_their_index_one_after_the_other(text):
    """Among a million addresses of a few domains, a search reads a few rows."""
    for number in range(60):
        make_signature(text, email=f"ada@{number}.example")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_signature")  # so that earlier tests do not matter
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Signature.objects.from_mailbox("*@*.example").explain()

    assert "Index Scan using signature_from_domain" in plan
    assert "Bitmap Index Scan on signature_from_domain" in plan
