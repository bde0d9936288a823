"""A test of one signature from form to list, through the pages that a person uses."""

import re

import pytest
from django.core.management import call_command
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_text, sign_form


@pytest.mark.django_db
def test_a_signature_travels_from_form_to_public_list(client, mailoutbox):
    make_text(slug="ask-first", front_page=True)

    response = client.post("/ask-first/sign/", sign_form(name="Ada Lovelace", credit="Engines"))
    assertContains(client.get(response["Location"]), "ada@example.org")
    call_command("deliver_mail")
    [mail] = mailoutbox
    assert mail.to == ["ada@example.org"]
    [path] = re.findall(r"http://testserver(/confirm/\S+)", mail.body)

    client.get(path)
    assertNotContains(client.get("/ask-first/signatories/"), "Ada Lovelace")

    assertContains(client.post(path), "Ask first")
    client.cookies.clear()
    assertContains(client.get("/ask-first/signatories/?after="), "Ada Lovelace")
    assert client.get("/api/v1/statements/ask-first/count").json() == {"signatories": 1}

    call_command("deliver_mail")
    [path] = re.findall(r"http://testserver(/manage/\S+)", mailoutbox[1].body)
    assertContains(client.get(path), "Ada Lovelace")
    client.post(f"{path}withdraw/")
    assert client.get("/api/v1/statements/ask-first/count").json() == {"signatories": 0}
    assertNotContains(client.get("/ask-first/signatories/?after=&x=1"), "Ada Lovelace")
