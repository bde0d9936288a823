"""Two people with one mailbox: each signs, confirms and manages the own signature, no third."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from signatures.actions.evidence import screening
from signatures.actions.mail import addresses as mail_addresses
from signatures.actions.mail import links, provider_events, suppressions
from signatures.actions.privacy import on_request, withheld
from signatures.actions.signing import address_changes, own_signature
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.errors import UsedLinkError
from signatures.forms.statements.statements import SettingsForm
from signatures.models import OutgoingMail, Signature, Token
from signatures.text import addresses
from tests.factories import make_address_change, make_link, make_signature, make_text, sent

pytestmark = pytest.mark.django_db

HERE = Source(limited="192.0.2.1/32", network="192.0.2.0/24")
HOME = "home@example.org"
SECOND = "2 home@example.org"
ADA, BO, CY = "Ada Example", "Bo Sample", "Cy Template"


@pytest.fixture
def text():
    return make_text(shares_mailboxes=True)


def sign(text, name, email=HOME, **typed):
    signing.sign(SignatureInput(name=name, email=email, **typed), on=text, source=HERE)


def of(name):
    return Signature.objects.get(name=name)


def confirm(name):
    return signing.confirm(make_link(of(name)))


def signed(*people):
    """Sign and confirm with one mailbox, one after another."""
    for text, name in people:
        sign(text, name)
        confirm(name)
    OutgoingMail.objects.all().delete()  # of one signature there is one in ten minutes


def rows():
    return set(Signature.objects.values_list("name", "state", "mailbox"))


def test_two_people_confirm_each_their_own_signature(text):
    sign(text, ADA)
    sign(text, BO)
    confirmed = confirm(BO)

    assert confirmed.state == "published"
    assert rows() == {(ADA, "pending", HOME), (BO, "published", SECOND)}

    confirm(ADA)

    assert rows() == {(ADA, "published", HOME), (BO, "published", SECOND)}
    assert {each.folded_address for each in Signature.objects.all()} == {HOME}


def test_each_gets_an_email_of_their_own(text):
    sign(text, ADA)
    sign(text, BO)

    asked = OutgoingMail.objects.filter(kind="confirm").values_list("signature__name", flat=True)
    assert sorted(asked) == [ADA, BO]
    assert [each.to for each in sent()] == [[HOME], [HOME]]


@pytest.mark.parametrize("again", [ADA, "ada  EXAMPLE", "Ada Example."])
def test_same_name_and_mailbox_is_one_signature(text, again):
    signed((text, ADA))

    sign(text, again)

    assert rows() == {(ADA, "published", HOME)}
    assert OutgoingMail.objects.filter(kind="already_signed").count() == 1


def test_name_of_the_second_person_is_one_signature_too(text):
    signed((text, ADA), (text, BO))

    sign(text, BO)

    assert rows() == {(ADA, "published", HOME), (BO, "published", SECOND)}
    assert OutgoingMail.objects.get(kind="already_signed").signature == of(BO)


def test_third_person_changes_nothing(text):
    signed((text, ADA), (text, BO))

    sign(text, CY)

    assert rows() == {(ADA, "published", HOME), (BO, "published", SECOND)}
    assert OutgoingMail.objects.filter(kind="already_signed").count() == 1


def test_strangers_cannot_keep_both_places(text):
    sign(text, "Eve Stranger")
    sign(text, "Eva Foreigner")

    sign(text, ADA)

    assert {name for name, _, _ in rows()} == {ADA, "Eva Foreigner"}


def test_without_the_setting_the_last_input_counts():
    text = make_text()

    sign(text, ADA)
    sign(text, BO)

    assert rows() == {(BO, "pending", HOME)}


def test_name_that_may_be_the_same_person_is_held(text):
    signed((text, ADA))
    sign(text, "Ada Exampel")

    confirm("Ada Exampel")

    held = of("Ada Exampel")
    assert (held.state, held.hold_reasons) == ("held", ["same_mailbox"])


def test_similar_mailbox_is_held_as_before(text):
    signed((text, ADA))
    sign(text, BO, "home+bo@example.org")

    confirm(BO)

    assert of(BO).hold_reasons == ["same_mailbox"]


def test_screening_many_says_the_same_as_screening_one(text):
    signed((text, ADA))
    names = [BO, "Ada Exampel"]
    for name in names:
        make_signature(text, state="pending", email=f"{name[-1]}@two.example", name=name)
    found = []
    for name in names:
        Signature.objects.filter(name=name).update(
            mailbox=SECOND, mailbox_soft=addresses.soft_mailbox(HOME)
        )
        row = of(name)
        found.append((screening.screen(row).reasons, screening.screen_all([row])[0].reasons))
        Signature.objects.filter(name=name).update(mailbox=f"{name[-1]}@two.example")

    assert found == [([], []), (["same_mailbox"], ["same_mailbox"])]


# --- What the database keeps ---


def write(text, name, mailbox):
    with transaction.atomic():
        made = make_signature(text, state="pending", name=name)
        Signature.objects.filter(pk=made.pk).update(mailbox=mailbox)


@pytest.mark.parametrize(
    ("name", "mailbox"),
    [(CY, HOME), (CY, SECOND), (CY, f"2 {SECOND}"), (ADA.upper(), SECOND)],
)
def test_database_refuses_a_third_person_and_a_second_of_the_same_name(text, name, mailbox):
    sign(text, ADA)
    if name == CY:
        sign(text, BO)

    with pytest.raises(IntegrityError):
        write(text, name, mailbox)


def test_database_refuses_a_second_person_where_the_statement_allows_one():
    with pytest.raises(IntegrityError):
        write(make_text(), BO, SECOND)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("names", "most"), [([ADA], 1), ([ADA, BO], 2), ([ADA, BO, CY], 2)])
def test_many_at_once_make_no_more_than_two(names, most):
    text = make_text(shares_mailboxes=True)

    def one(number):
        try:
            sign(text, names[number % len(names)])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(12)))

    assert Signature.objects.count() == most
    assert len({each.name for each in Signature.objects.all()}) == most


# --- Each only their own ---


def test_link_withdraws_only_its_own_signature(text):
    signed((text, ADA), (text, BO))

    own_signature.withdraw(make_link(of(ADA), "manage", expires_in=None))

    assert Signature.objects.filter(state="published").get().name == BO
    with pytest.raises(UsedLinkError):
        links.follow(
            make_link(Signature.objects.get(state="withdrawn"), "manage"), Token.Purpose.MANAGE
        )


def test_place_of_someone_who_withdrew_is_free_again(text):
    signed((text, ADA), (text, BO))
    own_signature.withdraw(make_link(of(ADA), "manage", expires_in=None))

    sign(text, CY)

    assert {(name, mailbox) for name, _, mailbox in rows()} == {
        ("", None),
        (BO, SECOND),
        (CY, HOME),
    }


def test_code_confirms_the_signature_it_was_sent_for(text):
    sign(text, ADA)
    sign(text, BO)
    codes = {}
    for mail in sent():
        code = next(line.strip() for line in mail.body.splitlines() if looks_like_a_code(line))
        codes[mail.metadata["mail"]] = code
    second = OutgoingMail.objects.get(signature=of(BO), kind="confirm")

    confirmed = signing.confirm_by_code(HOME, codes[str(second.message_id)], source=HERE)

    assert confirmed.name == BO
    assert of(ADA).state == "pending"


def looks_like_a_code(line):
    start, hyphen, end = line.strip().partition("-")
    return bool(hyphen) and len(start) == len(end) == 4 and (start + end).isalnum()


def test_asking_for_links_brings_both_with_their_references(text):
    signed((text, ADA), (text, BO))
    sent().clear()

    own_signature.ask_for_link(HOME)

    [mail] = sent()
    assert mail.body.count("/manage/") == mail.body.count("Your reference: ") == 2


def test_i_did_not_sign_this_stops_only_emails_about_that_signature(text):
    signed((text, ADA))
    sign(text, BO)

    signing.disown(make_link(of(BO)))

    assert rows() == {(ADA, "published", HOME)}
    assert not suppressions.is_suppressed(of(ADA))


def test_i_did_not_sign_this_leaves_strangers_no_second_way(text):
    sign(text, ADA)
    signing.disown(make_link(of(ADA)))
    OutgoingMail.objects.all().delete()

    sign(text, BO)
    sign(text, CY)

    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"nothing"}


def test_complaint_stops_emails_to_both(text):
    signed((text, ADA), (text, BO))
    Signature.objects.update(updates=True)

    class Event:
        event_type, recipient, reject_reason, metadata = "complained", HOME, None, {}

    provider_events.note(Event())

    assert all(suppressions.is_suppressed(each) for each in Signature.objects.all())
    assert not Signature.objects.filter(updates=True).exists()
    assert len(mail_addresses.look_up(HOME).signatures) == 2


def test_owners_find_both_by_the_address(text):
    signed((text, ADA), (text, BO))

    found = on_request.find(HOME)

    assert {each.name for each in found} == {ADA, BO}


def test_nameless_signatures_of_both_are_found_by_the_mailbox(text):
    for name in (ADA, BO):
        sign(text, name, display="counted")
        confirm(name)

    withheld._erase(list(Signature.objects.order_by("pk")))

    assert len(withheld.find(HOME)) == 2


def test_no_one_becomes_the_second_by_a_change_of_address(text):
    signed((text, ADA))
    make_signature(text, name=BO, email="bo@example.org")
    change, old, new = make_address_change(of(BO), HOME)

    address_changes.confirm(old)
    with pytest.raises(UsedLinkError):
        address_changes.confirm(new)

    assert of(BO).mailbox == "bo@example.org"


def test_second_person_can_spell_the_address_anew(text):
    signed((text, ADA), (text, BO))
    change, old, new = make_address_change(of(BO), "Home@example.org")

    address_changes.confirm(old)
    address_changes.confirm(new)

    assert (of(BO).email, of(BO).mailbox) == ("Home@example.org", SECOND)


def test_setting_stays_while_two_have_signed_with_one_mailbox(text):
    statement = text.statement
    form = {"seen": "", "shares_mailboxes": ""}

    def errors():
        made = SettingsForm(form, statement=statement, written_in=[("en", "English")])
        return made.errors.get("shares_mailboxes", [])

    assert errors() == []
    signed((text, ADA), (text, BO))
    assert len(errors()) == 1


@pytest.mark.parametrize("shares", [True, False])
def test_form_says_whether_two_can_sign_with_one_address(client, shares):
    make_text(slug="petition", shares_mailboxes=shares)

    page = client.get("/petition/sign/").content.decode()

    assert 'id="id_email"' in page
    assert ("two people can sign with the same one" in page) == shares
