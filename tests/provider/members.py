"""Who there is at the guild: a password for all, and what it says of each."""

PASSWORD = "correct horse battery"
MEMBERS = {
    "ada": "active",
    "bea": "active",
    "cyd": "active",
    "dee": "active",
    "eve": "active",
    "fay": "active",
    "hana": "honorary",
    "lena": "lapsed",
    "walt": "withdrawn",
}
CLIENT, SECRET = "open-letter", "of-the-open-letter"
ORCID = "orcid"  # a client to which the server is ORCID: it names people by their iD
ORCIDS = {"ada": "0000-0002-1825-0097", "bea": "0000-0001-5109-3700"}
CARELESS = "careless"  # a client whose tokens say that they are for another one
