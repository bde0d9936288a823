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
CARELESS = "careless"  # a client whose tokens say that they are for another one
