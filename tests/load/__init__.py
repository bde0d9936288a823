"""`make load`: a load test on this machine, with a crowd as on the day of a launch."""
