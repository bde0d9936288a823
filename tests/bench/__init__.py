"""`make bench`: what the site can do, as ratios to the floors of the same minutes."""
