"""`make load`: the site as a crowd meets it on the day of a launch, on this machine."""
