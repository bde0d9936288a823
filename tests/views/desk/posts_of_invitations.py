"""How to post to each address of the desk about invitations and press links."""

from datetime import timedelta

from django.utils import timezone

from signatures.actions.statements.invitations import mails
from signatures.models import Invitation
from tests.factories import make_embargoed, make_invitation, make_press_link, make_private
from tests.views.desk.posts import case


def private():
    return make_private(slug="ask", publishes_at=timezone.now() + timedelta(days=30))


@case("desk_invite")
def invite(by):
    private()
    return ["ask"], {"pasted": "Ada Example, ada@example.org", "heading": "Founders"}


@case("desk_invite_group")
def invite_group(by):
    private()
    return ["ask"], {"label": "Choir", "limit": "20"}


@case("desk_invite_send")
def send(by):
    make_invitation(private(), email="ada@example.org", by=by)
    return ["ask"], {}


@case("desk_invite_remind")
def remind(by):
    text = private()
    make_invitation(text, email="ada@example.org", by=by)
    mails.send(text.statement, by=by)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=5))
    return ["ask"], {}


@case("desk_invite_act")
def revoke(by):
    return ["ask", make_invitation(private(), by=by).public_id], {"to": "revoke"}


@case("desk_press_links")
def add_press_link(by):
    make_embargoed(slug="ask")
    ends = timezone.now() + timedelta(hours=5)
    return ["ask"], {"name": "Quill Reporter", "expires_at": f"{ends:%Y-%m-%d %H:%M}"}


@case("desk_press_link_revoke")
def revoke_press_link(by):
    link, _ = make_press_link(make_embargoed(slug="ask"), by=by)
    return ["ask", link.public_id], {}
