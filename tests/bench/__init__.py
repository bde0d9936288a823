"""`make bench`: the site's speed, as ratios to floors measured in the same minutes."""
