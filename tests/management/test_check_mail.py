"""``manage.py check_mail`` against a DNS server of the tests."""

import pytest
from django.core.management import CommandError, call_command

from tests.dns_server import dns_server

DOMAIN = "mail.letter.example"
GOOD = {
    DOMAIN: ['"v=spf1 include:_spf.provider.example ~all"', '"something else"'],
    f"_dmarc.{DOMAIN}": ['"v=DMARC1; p=quarantine"'],
    f"one._domainkey.{DOMAIN}": ['"v=DKIM1; k=rsa; p=MIGfMA0"'],
}


@pytest.fixture(autouse=True)
def sender(settings):
    settings.DEFAULT_FROM_EMAIL = f"The site <noreply@{DOMAIN}>"


def check(settings, capsys, records, *selectors):
    """Return the output and the exit code."""
    with dns_server(records) as server:
        settings.DNS_SERVERS = [server]
        chosen = [each for name in selectors for each in ("--selector", name)]
        try:
            call_command("check_mail", "ada@example.org", *chosen)
            code = 0
        except SystemExit as end:
            code = end.code
    return capsys.readouterr().out, code


def test_all_there_sends_a_test_and_says_so(settings, capsys, mailoutbox):
    out, code = check(settings, capsys, GOOD, "one")

    [message] = mailoutbox
    assert (message.to, message.subject) == (["ada@example.org"], "Test e-mail")
    assert "You get this e-mail because" in message.body
    assert "SPF, DKIM and DMARC are there." in out
    assert code == 0


def test_nothing_there_names_each_missing_record(settings, capsys, mailoutbox):
    out, code = check(settings, capsys, {}, "one")

    assert f"SPF is missing: add a TXT record at {DOMAIN}" in out
    assert f"DMARC is missing: add a TXT record at _dmarc.{DOMAIN}" in out
    assert f"DKIM is missing: there is no key at one._domainkey.{DOMAIN}." in out
    assert code == 1


@pytest.mark.parametrize(
    ("name", "records", "said"),
    [
        (DOMAIN, ['"v=spf1 +all"'], "SPF lets anyone send (+all)"),
        (DOMAIN, ['"v=spf1 ip4:192.0.2.1"'], "SPF lets anyone send (no end)"),
        (DOMAIN, ['"v=spf1 -all"', '"v=spf1 ~all"'], "SPF does not work"),
        (f"_dmarc.{DOMAIN}", ['"v=DMARC1; p=none"'], "DMARC asks for nothing"),
        (f"one._domainkey.{DOMAIN}", ['"v=DKIM1; p="'], "is revoked"),
    ],
)
def test_weak_record_is_named(settings, capsys, mailoutbox, name, records, said):
    out, code = check(settings, capsys, {**GOOD, name: records}, "one")

    assert said in out
    assert out.count("\n- ") == 1
    assert code == 1


def test_record_of_the_domain_above_counts_for_dmarc(settings, capsys, mailoutbox):
    records = {**GOOD, "_dmarc.letter.example": ['"v=DMARC1; p=reject"']}
    del records[f"_dmarc.{DOMAIN}"]

    assert check(settings, capsys, records, "one")[1] == 0


def test_without_a_selector_it_says_where_to_find_it(settings, capsys, mailoutbox):
    out, code = check(settings, capsys, GOOD)

    assert "run this again with --selector" in out
    assert code == 1


def test_mail_server_that_is_away_is_named(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    out, code = check(settings, capsys, GOOD, "one")

    assert f"The e-mail from noreply@{DOMAIN} was not accepted" in out
    assert code == 1


def test_dns_that_is_broken_is_not_taken_for_a_missing_record(settings, capsys, mailoutbox):
    out, code = check(settings, capsys, {DOMAIN: "broken"}, "one")

    assert "No DNS server answered" in out
    assert "missing" not in out
    assert code == 1


def test_what_is_no_address_is_refused(mailoutbox):
    with pytest.raises(CommandError):
        call_command("check_mail", "ada")
    assert mailoutbox == []
