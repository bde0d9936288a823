import pytest

from signatures.actions.counts import milestones
from signatures.actions.mail import delivery
from signatures.actions.statements import settings as statement_settings
from signatures.models import PassedMilestone, Signature, Statement
from tests.factories import make_organizer, make_signature, make_text, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_organizer("editor", email="edda@example.org")


def sign(text, number):
    return [make_signature(text) for _ in range(number)]


def told():
    delivery.deliver_due()
    return [(mail.to, mail.subject) for mail in sent()]


def test_milestone_is_told_once_with_numbers_and_no_name(editor):
    text = make_text(title="Ask first", milestones=[2, 5])
    sign(text, 1)
    assert milestones.tell_due() == 0

    sign(text, 2)

    assert [milestones.tell_due() for _ in range(3)] == [1, 0, 0]
    [(to, subject)] = told()
    assert (to, subject.endswith("2 have signed “Ask first”")) == ([editor.email], True)
    [mail] = sent()
    assert "It has 3 verified signatories." in mail.body
    assert "The next one is 5." in mail.body
    assert f"/desk/{text.statement.slug}/page/" in mail.body
    assert "Ada" not in mail.body


def test_milestone_passed_again_after_withdrawals_is_not_told_again(editor):
    text = make_text(milestones=[2])
    sign(text, 2)
    milestones.tell_due()
    Signature.objects.all().delete()

    sign(text, 2)

    assert milestones.tell_due() == 0


def test_only_the_highest_of_several_passed_at_once_is_told(editor):
    text = make_text(milestones=[1, 2, 9], goal=3)
    sign(text, 3)

    assert milestones.tell_due() == 1

    [(_to, subject)] = told()
    assert "3 have signed" in subject
    assert sorted(PassedMilestone.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_last_milestone_says_that_there_is_none_after_it(editor):
    text = make_text(goal=1)
    sign(text, 1)

    milestones.tell_due()

    told()
    assert "It was the last one you have set." in " ".join(sent()[0].body.split())


def test_only_organizers_of_the_statement_who_want_e_mails_are_told():
    text = make_text(milestones=[1])
    there = make_organizer("viewer", email="there@example.org")
    there.is_limited_to_some = True
    there.save()
    there.limited_to.add(text.statement)
    elsewhere = make_organizer("viewer", is_limited_to_some=True)
    elsewhere.limited_to.add(make_text().statement)
    make_organizer("owner", digest="off")
    make_organizer("owner", is_active=False)

    assert list(milestones.organizers(text.statement)) == [there]


def test_number_that_is_passed_when_it_is_set_is_not_told(editor):
    text = make_text()
    sign(text, 2)
    statement = Statement.objects.get()
    seen = statement_settings.revision(statement)

    statement_settings.change(statement, {"milestones": [1, 2, 3]}, seen=seen, by=editor)

    assert milestones.tell_due() == 0
    sign(text, 1)
    assert milestones.tell_due() == 1


def test_nothing_is_counted_while_no_statement_has_a_goal(django_assert_num_queries):
    make_text()

    with django_assert_num_queries(1):
        assert milestones.tell_due() == 0
