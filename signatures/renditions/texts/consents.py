"""Words beside the boxes that signatories tick. What they agree to is stored with them."""

from django.utils.translation import gettext


def words(number: int, *, chooses_display: bool) -> dict[str, str]:
    """Return the words by the kind of consent. ``number`` is the text version to be signed."""
    if chooses_display:
        publish = gettext(
            "Publish my signature as I chose to show it, here and in copies for the press and the"
            " addressee. It shows an opinion I hold. Copies made by others may stay if I withdraw."
        )
    else:
        publish = gettext(
            "Publish my name and what I gave with it, never my e-mail address, here and in copies"
            " for the press and the addressee. It shows an opinion I hold. Copies made by others"
            " may stay if I withdraw."
        )
    signing = gettext("I sign this statement (text version %(number)s).")
    return {
        "sign": signing % {"number": number},
        "publish": publish,
        "updates": gettext("Send me updates about this statement."),
    }


def to_publish_now() -> str:
    """Return the words for someone who lets their name be shown later."""
    return gettext(
        "If my name is shown: publish it and what I gave with it, here and in copies for the press"
        " and the addressee. It shows an opinion I hold. Copies made by others may stay if I"
        " withdraw."
    )


def to_get_updates() -> str:
    return gettext("Send me updates about this statement.")
