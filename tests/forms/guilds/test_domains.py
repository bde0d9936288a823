import pytest

from signatures.forms.guilds.domains import DomainForm
from tests.factories import make_domain, make_guild

pytestmark = pytest.mark.django_db


@pytest.mark.table(
    ("typed", "domain"),
    [
        ("tin.example", "tin.example"),
        (" @Tin.Example ", "tin.example"),
        ("ｔｉｎ.example", "tin.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("mail.tin.example", "mail.tin.example"),
    ],
)
def test_domain_is_read_as_mail_servers_read_it(typed, domain):
    form = DomainForm({"domain": typed}, guild=make_guild())

    assert form.is_valid()
    assert form.cleaned_data == {"domain": domain}


@pytest.mark.table(
    ("typed", "code"),
    [
        ("", "required"),
        ("tin", "no_dot"),
        ("ada@tin.example", "domain"),
        ("*.tin.example", "domain"),
        ("192.0.2.1", "ip_address"),
        ("tin.example\0", "null_characters_not_allowed"),
        ("a." * 130 + "example", "max_length"),
        ("ß" * 200 + ".example", "domain"),
        ("gmail.com", "provider"),
        ("members.gmail.com", "provider"),
        ("GMX.de", "provider"),
        ("mailinator.com", "provider"),
        ("tin.mailinator.com", "provider"),
    ],
)
def test_what_can_be_nobodys_own_is_refused(typed, code):
    form = DomainForm({"domain": typed}, guild=make_guild())

    assert [each.code for each in form.errors.as_data()["domain"]] == [code]


def test_guild_has_few_domains():
    guild = make_guild()
    for number in range(10):
        make_domain(guild, f"tin{number}.example", confirmed=False)

    assert not DomainForm({"domain": "tin.example"}, guild=guild).is_valid()
