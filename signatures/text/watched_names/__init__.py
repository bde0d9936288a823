"""Matching of names against the watch list, despite disguises, typos and other spellings.

``keys`` finds candidates in the database, ``likeness`` decides which of them the name resembles.
"""
