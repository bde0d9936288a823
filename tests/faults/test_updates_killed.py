"""An update whose sender is killed three times reaches each signatory."""

from collections import Counter

import pytest

from tests.load import updates

NUMBER, KILLS = 300, 3


@pytest.mark.timeout(300)
def test_update_reaches_each_address_once_and_at_most_one_more_for_each_kill(site, sink):
    def got():
        return Counter(mail.to for mail in list(sink.mails) if mail.subject == "We met them")

    updates.run(site, "many", NUMBER, KILLS, got)

    found = got()
    assert set(found) == {f"many-{number}@example.org" for number in range(1, NUMBER + 1)}
    assert found.total() - NUMBER <= KILLS
    assert (
        site.value("SELECT count(*) FROM signatures_outgoingmail WHERE kind = 'update'") == NUMBER
    )
