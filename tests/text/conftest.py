from hypothesis import settings

# A busy machine is no failing test.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")
