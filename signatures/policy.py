"""Limits and retention periods of the product.

The settings module imports all of them, so code reads them from ``django.conf.settings``, and a
settings module of one's own overrides any of them. What differs between installations is read
from the environment in ``letter_site/settings.py``.
"""

from datetime import timedelta

CODE_WITHIN = timedelta(minutes=15)
# How long the page after the form shows the typed address again.
TYPED_ADDRESS_SHOWN = timedelta(minutes=10)
# How long after its publication organizers can take a statement back at once.
UNDO_RELEASE_WITHIN = timedelta(hours=1)
# How long after any such e-mail organizers can send another.
REMIND_AGAIN_AFTER = timedelta(days=1)
# How long after a decision its signatory is told, so that organizers can undo it before.
DECISIONS_TOLD_AFTER = timedelta(minutes=10)
# Codes tried for one mailbox: from one source, from its network (/24, /48) and in total.
# There are 2 ** 40 codes, so even the last limit is too low to guess one.
CODE_TRIES = {CODE_WITHIN: 5}
CODE_TRIES_NETWORK = {CODE_WITHIN: 20}
CODE_TRIES_MAILBOX = {CODE_WITHIN: 200}
KEEP_PENDING = timedelta(days=14)
KEEP_SOURCE = timedelta(days=30)
# How long after the proof, or the last change of the entry, a signature whose name is not shown
# keeps name and address.
KEEP_WITHHELD = timedelta(hours=72)

# How long after signing ended the e-mail addresses of signatories are kept.
KEEP_ADDRESSES = timedelta(days=183)

# An e-mail that was refused makes organizers look at signatures of its address for this long,
# unless a later one arrives.
BOUNCE_COUNTS_FOR = timedelta(days=30)
# How long after the decision a rejected signature keeps its name and address.
KEEP_REJECTED = timedelta(days=90)
# How long an expired link is still recognised as expired; after that it counts as broken.
KEEP_OLD_LINKS = timedelta(days=90)
# How long to keep the contact who asked for an endorsement that was rejected.
KEEP_REFUSED_CONTACTS = timedelta(days=90)
# How long to keep the original wording after an organizer tidied it, so it can be undone.
KEEP_TIDYINGS = timedelta(days=30)
# How long after a statement is published or closed the people invited to sign it are kept, how
# often and how long after the last e-mail they can be reminded.
KEEP_INVITATIONS = timedelta(days=1)
INVITE_AGAIN_AFTER = timedelta(days=2)
# How long the name in a press link is kept once the link has stopped working.
KEEP_PRESS_LINKS = timedelta(days=30)
# How long the log of a webhook keeps calls that are finished.
KEEP_WEBHOOK_CALLS = timedelta(days=30)
# A form sent sooner or later than this was hardly filled in by a person; see
# QUICK_SOURCE_LIMITS.
FORM_AGE = (timedelta(seconds=3), timedelta(hours=24))
# E-mails to one mailbox: for one statement, for one statement within KEEP_PENDING, and for all
# statements and pages. The last limit stops people from using the forms to flood a mailbox.
MAILBOX_LIMITS_STATEMENT = {timedelta(minutes=10): 1, timedelta(days=1): 3}
MAILBOX_MOST_STATEMENT = 5
MAILBOX_LIMITS = {timedelta(hours=1): 5, timedelta(days=1): 10}
# Signatures from one source: an IPv4 address or IPv6 /64. Above the limit signatures are still
# accepted, but their e-mail is delayed.
SOURCE_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# The same for forms sent outside FORM_AGE or without the form's time stamp.
QUICK_SOURCE_LIMITS = {timedelta(minutes=1): 5, timedelta(hours=1): 20}
# Signatures from one source; above this the answer is 429.
SOURCE_FLOOD = {timedelta(hours=1): 5000}
# Above this wait of an e-mail its form comes back once: with a calculation for the browser, it goes
# at once. A statement for which more than HOT_FORMS people who were e-mailed in the last hour have
# not confirmed, and HOT_TIMES as many as have, asks everyone; without the calculation the e-mail
# comes after HOT_WAIT.
WORK_ABOVE = timedelta(minutes=5)
HOT_FORMS, HOT_TIMES = 500, 3
HOT_WAIT = timedelta(minutes=30)
HOT_CACHE_TIMEOUT = timedelta(seconds=30)  # how long it is remembered
# A calculation: rounds of one step, steps at most, and how long the solution is accepted.
WORK_COST, WORK_STEPS = 5_000, 400
WORK_WITHIN = timedelta(minutes=20)
# Forms with a calculation from one source; above the limit their e-mail is delayed.
SOLVED_LIMITS = {timedelta(minutes=1): 60, timedelta(hours=1): 1200}
# Reduced mode begins by itself when requests wait longer than this between nginx and the site; it
# ends this long after. While it is on, public pages may be this old.
REDUCED_ABOVE = timedelta(seconds=0.5)
REDUCED_FOR = timedelta(minutes=2)
REDUCED_PAGE_CACHE_TIMEOUT = timedelta(seconds=30)
# Endorsement forms, which may hold pictures, from one source; above this the answer is 429.
ENDORSE_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 30}
# Reports of people named on a list who did not sign. From one source; above this the answer is 429.
CLAIM_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 20}
# Of one signature: naming a site of one's own, and having it read again; above this 429.
LINKED_SITE_LIMITS = {timedelta(minutes=1): 3, timedelta(days=1): 20}
# From one mailbox, on all statements; above this no e-mail is sent.
CLAIMS_OF_MAILBOX = {timedelta(days=1): 3}
# Notable names of one statement that reports take off the list at once; the next ones stay on it
# until an organizer decides.
CLAIM_HOLDS = {timedelta(days=1): 5}
# How long after the decision a report is kept.
KEEP_CLAIMS = timedelta(days=90)
# Changes of one signature's e-mail address.
ADDRESS_CHANGES = {timedelta(days=1): 3}
# How long after the end of signing everyone who signed is told, so that a mistake can be undone.
CLOSING_TOLD_AFTER = timedelta(hours=1)
# No one is told of an end longer ago than this, such as before the site could tell them.
CLOSING_TOLD_WITHIN = timedelta(days=7)
# Members sent to their guild's sign-in from one source; above this the answer is 429.
SIGN_IN_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# How long to wait before asking a guild's server again that did not answer, because people wait
# for each attempt.
PROVIDER_REST = timedelta(seconds=10)
# How long an officer waits for an answer of a DNS server, and how often they may ask.
DNS_WITHIN = timedelta(seconds=4)
DNS_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 60}
# How often the record of a guild's e-mail domain is checked, and how long after it was found
# missing the domain stops proving anything.
DOMAIN_CHECKED_EVERY = timedelta(days=30)
DOMAIN_LAPSES_AFTER = timedelta(days=14)
# Wrong attempts to prove membership of one guild within an hour, by method. One more for each
# right attempt; above that the way pauses for this guild, and its officers and owners are told.
GUILD_WRONG_ATTEMPTS = {"guild_roster": 20, "guild_code": 500, "guild_officer": 300}
# How long it pauses. The next pause within a day lasts until an officer or owner ends it.
WAY_PAUSED_FOR = timedelta(hours=1)
WAY_PAUSED_AGAIN_WITHIN = timedelta(days=1)
# Wrong attempts at all guilds together, by method. Above the limit the owners are told.
SITE_WRONG_ATTEMPTS = {
    "guild_roster": {timedelta(minutes=10): 100},
    "guild_code": {timedelta(minutes=10): 1000},
    "guild_officer": {timedelta(minutes=10): 1000},
}
# Wrong guild codes from one source, from its network (/24, /48) and in total. Above the limit
# no code is checked, not even a right one, until the hour or the ten minutes are over. The last
# one protects the database and is far above what a thousand sources may send: it stops all guilds.
GUILD_CODE_GUESSES = {timedelta(hours=1): 10}
GUILD_CODE_GUESSES_NETWORK = {timedelta(hours=1): 100}
GUILD_CODE_GUESSES_SITE = {timedelta(minutes=10): 100_000}
# Codes entered without an address, right or wrong, from one source and from its network: the
# answer reveals whether a code has been used. Above the limit a code needs an address.
GUILD_CODE_TRIES = {timedelta(hours=1): 20, timedelta(days=1): 60}
GUILD_CODE_TRIES_NETWORK = {timedelta(hours=1): 200}
# A form with a code and no address, sent again within this time, gets the same answer again.
GUILD_CODE_REPEATS = timedelta(minutes=10)
# Requests to officers to vouch for a signature: for one signature in a day, for one signature to
# one guild in total, and from one source. Above the last limit the answer is 429.
VOUCHING_LIMITS = {timedelta(days=1): 3}
VOUCHING_TRIES = 3
VOUCHING_LIMITS_SOURCE = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# How long a request waits for an officer, and how long its content is kept after the answer.
VOUCHING_WITHIN = timedelta(days=90)
KEEP_VOUCHED = timedelta(days=30)
# Disputes about a used membership that take the earlier signature off the list, per guild.
# Above that the earlier one stays until an officer answers, so that no one clears a list.
DISPUTES_HELD = 3
# How long officers can take back an answer of their own.
VOUCHING_UNDO_WITHIN = timedelta(days=1)
# The queue points it out if its oldest request is older than this.
VOUCHING_GOAL = timedelta(days=3)
# Percentage of approvals that a second officer reviews.
VOUCHING_SECOND_LOOKS = 5
GUILD_CODES_MOST = 250_000  # in one batch; the officer waits while they are made
# How many lost codes the officers of one guild can replace.
GUILD_CODES_REPLACED = {timedelta(days=1): 100}
# How long after codes are revoked this can be undone. Marks are removed after that.
GUILD_CODES_RESTORED_WITHIN = timedelta(days=1)
# How long after the download an officer can replace all codes of a batch, used or not.
GUILD_CODES_REPLACED_WITHIN = timedelta(hours=1)
# Member numbers, right or wrong, tried against a guild's roster: from one source, from its
# network, and for one signature or its address.
ROSTER_TRIES = {timedelta(hours=1): 5}
ROSTER_TRIES_NETWORK = {timedelta(hours=1): 100}
ROSTER_TRIES_SIGNATURE = {timedelta(days=1): 5}
ROSTER_MOST = 500_000  # members
ROSTER_MOST_BYTES = 96_000_000  # lines of 45 bytes for members, 88 for more names and addresses
# Cost of each hash of a roster: 2**15 takes 32 MB and about 0.1 s. Another value makes all rosters
# void until their guilds have downloaded the key again and made new ones.
ROSTER_HASH_COST = 2**15
# If a larger share of a roster is added or removed, an owner must approve it, as for the first.
ROSTER_CHANGE_USUAL = 0.1
# How long after the last statement closed to keep a guild's roster and who used it.
KEEP_ROSTERS = timedelta(days=30)
# After this many verified signatures within this time from one network or one e-mail domain, the
# next ones wait for an organizer. SHARED_NETWORKS and MAIL_PROVIDERS are exempt.
BURST_WITHIN = timedelta(hours=1)
NETWORK_BURST = DOMAIN_BURST = 100
# Sample audits ask "did you sign?": how long the link works, how long before the same person may
# be asked again, and how long answers are kept; after that only totals remain.
AUDIT_WITHIN = AUDIT_AGAIN_AFTER = KEEP_ANSWERS = timedelta(days=30)
AUDIT_MAILS_A_MINUTE = 120  # so that these never delay other e-mails
# E-mails in an hour that forms anyone can send asked for, over the whole site. Above this many
# times the hourly mean of the last week, but at least the second number, they wait.
MAIL_BUDGET_TIMES = 10
MAIL_BUDGET_LEAST = 5_000
# Updates of one statement within any seven days, each e-mailed to everyone who asked for them.
UPDATES_A_WEEK = 2
# Wrong passwords: for one account from one network or known device, for all accounts from one
# network, and for one account from all unknown devices. See actions/accounts/sign_in_limits.py.
PASSWORD_TRIES = {timedelta(minutes=5): 5}
PASSWORD_TRIES_SOURCE = {timedelta(minutes=1): 10}
PASSWORD_TRIES_ACCOUNT = {timedelta(hours=1): 100}
DEVICE_KNOWN_FOR = timedelta(days=180)

# How long the page cache keeps a public page; a change to the page ends this sooner.
PAGE_CACHE_TIMEOUT = timedelta(seconds=2)
# A public page is read from the replica of the database, if there is one, only while it has every
# change that is older than this.
REPLICA_MAX_LAG = timedelta(seconds=3)
# How long each process keeps what most requests need (a statement's text, its form's options),
# even if it changes meanwhile.
LOCALLY_CACHED_FOR = timedelta(seconds=1)
# The same for numbers that have no tally, so that rows must be counted.
COUNT_CACHE_TIMEOUT = timedelta(seconds=20)
DESK_FIGURES_CACHE_TIMEOUT = timedelta(seconds=30)
# How long to keep the groups of similar credits that are suggested to organizers.
SUGGESTIONS_CACHE_TIMEOUT = timedelta(minutes=10)
