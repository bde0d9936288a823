"""Sign-in servers that others wrote, run as a guild would. ``make test-providers`` installs them.

They are too large for ``make test``: one of them brings Node.js.
"""
