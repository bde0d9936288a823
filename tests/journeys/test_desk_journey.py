"""An organizer's first day: a password, a passkey set up with it, and the desk by passkey alone."""

import pytest

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
    organizer.look("Sign In")
    organizer.type_into("#id_login", EMAIL)
    organizer.type_into("#id_password", PASSWORD)
    organizer.press("Sign In")
    organizer.look("Two-Factor Authentication")

    organizer.press("Add")
    organizer.look("Confirm Access")
    organizer.type_into("#id_password", PASSWORD)
    organizer.press("Confirm")
    organizer.look("Add Security Key")
    organizer.tick("#id_passwordless")
    organizer.press("Add")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    organizer.look("Confirm Access")
    organizer.press("Use a security key")
    page.wait_for_url("**/recovery-codes/")
    organizer.look("Recovery Codes")

    organizer.open("/desk/")
    organizer.look("The desk")
    organizer.open("/desk/people/")
    organizer.look("Organizers")
    organizer.open("/accounts/logout/")
    organizer.look("Sign Out")
    organizer.press("Sign Out")

    organizer.open("/accounts/login/?next=/desk/")
    organizer.press("Sign in with a passkey")
    page.wait_for_url("**/desk/")
    organizer.look("The desk")
