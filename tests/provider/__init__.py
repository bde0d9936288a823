"""A guild's sign-in server to test against: a second site, in its own process and database."""
