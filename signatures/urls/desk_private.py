"""URLs of the desk about a statement that is not public yet: invitations, press links."""

from django.urls import path

from signatures.views.desk.statements import invitations, press_links

urlpatterns = [
    path("invitations/", invitations.invitations_page, name="desk_invitations"),
    path("invitations/people/", invitations.invite, name="desk_invite"),
    path("invitations/group/", invitations.group, name="desk_invite_group"),
    path("invitations/send/", invitations.send, name="desk_invite_send"),
    path("invitations/remind/", invitations.remind, name="desk_invite_remind"),
    path("invitations/<uuid:public_id>/", invitations.act, name="desk_invite_act"),
    path("press-links/", press_links.links, name="desk_press_links"),
    path(
        "press-links/<uuid:public_id>/revoke/",
        press_links.revoke,
        name="desk_press_link_revoke",
    ),
]
