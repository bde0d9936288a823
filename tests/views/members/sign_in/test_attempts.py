"""What a browser's session keeps of sign-ins under way, and how little."""

from types import SimpleNamespace

import pytest

from signatures.views.members.sign_in import attempts

pytestmark = pytest.mark.django_db


class Session(dict):
    def flush(self):
        self.clear()


@pytest.fixture
def request_():
    return SimpleNamespace(session=Session())


def test_attempt_is_found_once_and_for_its_guild_only(request_):
    attempt = attempts.begin(request_, "tin", link="secret-link")

    assert "secret-link" not in str(request_.session)
    assert attempts.pop(request_, "lead", attempt.state) is None
    pending = attempts.pop(request_, "tin", attempt.state)
    assert (pending.attempt, pending.link, pending.test) == (attempt, "secret-link", "")
    assert attempts.pop(request_, "tin", attempt.state) is None


def test_secrets_of_two_attempts_differ(request_):
    one, other = (attempts.begin(request_, "tin") for _ in range(2))

    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce}) == 5


def test_only_the_newest_attempts_are_kept(request_):
    begun = [attempts.begin(request_, "tin") for _ in range(attempts.MOST_UNDER_WAY + 1)]

    assert attempts.pop(request_, "tin", begun[0].state) is None
    assert attempts.pop(request_, "tin", begun[1].state)


def test_session_ends_with_its_last_attempt(request_):
    attempt = attempts.begin(request_, "tin")
    attempts.end_session(request_)
    assert request_.session

    attempts.pop(request_, "tin", attempt.state)
    attempts.end_session(request_)
    assert not request_.session
