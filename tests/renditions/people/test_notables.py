import pytest

from signatures.models import Guild, Notable, NotableHeading
from signatures.renditions.people import notables
from tests.factories import make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return make_text(slug="ask", front_page=True)


def heading(text, name, position=0):
    return NotableHeading.objects.create(statement=text.statement, name=name, position=position)


def notable(signature, under, position=0, credit=""):
    return Notable.objects.create(
        signature=signature, heading=under, position=position, credit=credit
    )


def shown(text):
    return [
        (each.heading, [row.name for row in each.rows]) for each in notables.groups(text.statement)
    ]


def test_notables_stand_under_their_headings_in_the_order_of_hand(text):
    friends, founders = heading(text, "Friends", 2), heading(text, "Founding signatories", 1)
    notable(make_signature(text, name="Ada"), founders, position=2)
    notable(make_signature(text, name="Bea"), founders, position=1)
    notable(make_signature(text, name="Cleo"), friends)

    assert shown(text) == [("Founding signatories", ["Bea", "Ada"]), ("Friends", ["Cleo"])]


def test_headings_of_one_name_and_place_are_not_mixed(text):
    first, second = heading(text, "First"), heading(text, "Second")
    notable(make_signature(text, name="Ada"), second)
    notable(make_signature(text, name="Bea"), first, position=5)
    notable(make_signature(text, name="Cleo"), second)

    assert shown(text) == [("First", ["Bea"]), ("Second", ["Ada", "Cleo"])]


@pytest.mark.parametrize("state", ["pending", "held", "rejected"])
def test_notable_is_shown_only_while_published(text, state):
    notable(make_signature(text, state=state), heading(text, "Founders"))

    assert shown(text) == []


@pytest.mark.parametrize("display", ["anonymous", "counted"])
def test_notable_without_a_name_is_not_shown(text, display):
    notable(make_signature(text, display=display), heading(text, "Founders"))

    assert shown(text) == []


def test_notables_of_a_statement_before_its_publication_are_not_shown():
    early = make_text(publishes_at=None)
    notable(make_signature(early), heading(early, "Founders"))

    assert shown(early) == []


def test_notable_stands_with_its_own_statement_only(text):
    other = make_text()
    notable(make_signature(other, name="Stranger"), heading(text, "Founders"))

    assert (shown(text), shown(other)) == ([], [])


@pytest.mark.parametrize(
    ("display", "credit"), [("full", "Singer, of the band Lanterns"), ("name", "")]
)
def test_organizers_word_the_credit_of_those_who_show_one(text, display, credit):
    signature = make_signature(text, credit="Singer", display=display)
    notable(signature, heading(text, "Founders"), credit="Singer, of the band Lanterns")

    [group] = notables.groups(text.statement)

    assert group.rows[0].credit == credit


def test_credit_that_organizers_leave_alone_is_the_signatorys(text):
    notable(make_signature(text, credit="Singer"), heading(text, "Founders"))

    assert notables.groups(text.statement)[0].rows[0].credit == "Singer"


@pytest.mark.parametrize("people", [1, 3])
def test_notables_cost_two_queries(text, people, django_assert_num_queries):
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    for number in range(people):
        signature = make_guild_member(text, quill, name=f"Ada {number}")
        notable(signature, heading(text, f"Heading {number}"))

    with django_assert_num_queries(2):
        groups = notables.groups(text.statement)

    assert len(groups) == people


def test_notables_stand_on_the_front_page_and_above_the_list_alone(client, text):
    notable(make_signature(text, name="Ada Example"), heading(text, "Founding <signatories>"))
    words = "Founding &lt;signatories&gt;"

    pages = ["/", "/ask/", "/ask/signatories/", "/ask/signatories/?order=name"]
    others = ["/ask/signatories/?q=ada", "/ask/signatories/?country=IE", "/ask/checks/"]

    assert [client.get(path).content.decode().count(words) for path in pages] == [1, 1, 1, 1]
    assert [client.get(path).content.decode().count(words) for path in others] == [0, 0, 0]
