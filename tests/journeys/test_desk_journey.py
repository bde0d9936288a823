"""An organizer's first day: a password, a second factor set up with it, and then the desk."""

import pytest

from tests.factories import totp_code

EMAIL, PASSWORD = "olga@example.org", "correct horse battery"


@pytest.fixture
def organizer(visitor, site):
    """Somebody at a machine that makes passkeys and says yes to everything."""
    site.manage("create_organizer", "--email", EMAIL, "--password", PASSWORD)
    somebody = visitor(signs_in=True)
    machine = somebody.context.new_cdp_session(somebody.page)
    machine.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True}
    options |= {"hasResidentKey": True, "hasUserVerification": True}
    options |= {"automaticPresenceSimulation": True}
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return somebody


def test_an_organizer_sets_up_a_passkey_and_signs_in_with_it(organizer):
    page = organizer.page
    organizer.open("/desk/")
    organizer.look("Sign in")
    organizer.type_into("#id_login", EMAIL)
    organizer.type_into("#id_password", PASSWORD)
    organizer.press("Sign in")
    organizer.look("Second factor")

    organizer.press("Add")
    organizer.look("Show that it is you")
    organizer.type_into("#id_password", PASSWORD)
    organizer.press("Confirm")
    organizer.look("Add a security key")
    organizer.tick("#id_passwordless")
    organizer.press("Add")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    organizer.look("Show that it is you")
    organizer.press("Use a security key")
    page.wait_for_url("**/recovery-codes/")
    organizer.look("Recovery codes")

    organizer.open("/desk/")
    organizer.look("The desk")
    organizer.open("/desk/people/")
    organizer.look("Organizers")
    organizer.open("/accounts/logout/")
    organizer.look("Sign out")
    organizer.tab_to("main button:text-is('Sign out')")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")

    organizer.open("/accounts/login/?next=/desk/")
    organizer.press("Sign in with a passkey")
    page.wait_for_url("**/desk/")
    organizer.look("The desk")


def test_an_organizer_sets_up_an_authenticator_app(visitor, site):
    site.manage("create_organizer", "--email", "tess@example.org", "--password", PASSWORD)
    somebody = visitor(signs_in=True)
    somebody.open("/desk/")
    somebody.type_into("#id_login", "tess@example.org")
    somebody.type_into("#id_password", PASSWORD)
    somebody.press("Sign in")
    somebody.look("Second factor")

    somebody.press("Set up")
    somebody.type_into("#id_password", PASSWORD)
    somebody.press("Confirm")
    somebody.look("Set up an authenticator app")
    secret = somebody.page.locator("main code").inner_text()
    somebody.type_into("#id_code", totp_code(secret))
    somebody.press("Set up")
    somebody.look("Show that it is you")
    somebody.type_into("#id_code", totp_code(secret, ahead=1))  # the one of now is used up
    somebody.press("Confirm")
    somebody.look("Recovery codes")

    somebody.open("/desk/")
    somebody.look("The desk")
