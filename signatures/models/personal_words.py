"""Names of each kind of personal data, as the privacy page prints them."""

from django.utils.translation import gettext_lazy as _

NAME = _("Your name, description, occupation and country")
ADDRESS = _("Your e-mail address, and whether you want updates")
NETWORK = _("The network you signed from")
CHECKED = _("Notes of the campaign team on whether it was you who signed")
NOTES = _("Notes of the campaign team on your signature")
LINKS = _("Your e-mail address, kept with each link that we e-mailed you")
SPELLING = _("Your description as you wrote it, where the campaign team corrected its spelling")
OFFICER = _("What you told an officer of your guild to show that you are a member")
CODE = _("Which of its codes your guild had sent you")
ROSTER = _("Keyed hashes of the members of your guild, and which of them is yours")
WITHHELD = _(
    "A keyed hash of your e-mail address, so that no one signs twice, if your name is not shown"
)
SIGN_IN_MEMBER = _("A keyed hash of your account with your guild, if you signed in there")
CONTACT = _("Name, role and e-mail address of the person who asks for an organization")
DESK = _("Searches and rules of the campaign team, where they name a person")
IMPORTED = _("Files of signatures that the campaign team collected elsewhere, for example on paper")
INVITED = _("Your name and e-mail address, if the campaign team invited you to sign")
PRESS = _("Name of a journalist to whom the campaign team gave a link")
LOGO = _("Name of the person who permitted the use of a logo or a mark")
AGAIN = _("A keyed hash of each erased signature, so that it can be erased from a restored backup")
LAST_MAIL = _("Your e-mail address, to tell you that we have erased your signature")
ACCOUNTS = _("Accounts of the campaign team and of guild officers")
SIGN_IN = _("Sessions of the campaign team and of guild officers, with IP address and browser")
LAUNCH = _("A random number, with a hash of your name in the list of the launch")
NO_MAIL = _("A keyed hash of an e-mail address that asked us not to write again")
COUNTS = _("Keyed hashes that count how often a form was sent")
CLAIM = _(
    "Your e-mail address and your words, if you report that a signature is not yours, and a hash"
    " of the link that we e-mailed you"
)
NEW_ADDRESS = _("Your new e-mail address, while you change it")
LETTER = _("Names in the letter to print")
SOCIAL = _("Accounts with other services")
VOICE_QUOTE = _("Your quote, which the campaign team reads before it is shown")
VOICE_AFFILIATION = _("The organization you work for or belong to, if you named it")
LINKED_SITE = _("The page of your own that you linked with your signature")
ORCID = _("The ORCID iD with which you signed in at ORCID, and the day, if you linked it")
DELIVERED = _("A random number, with a hash of your name in a list that was delivered")
DELIVERY = _("To whom the campaign team handed the statement over, with a receipt or a photograph")
ANSWERED = _("What the addressee answered")
