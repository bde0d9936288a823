"""A sparkline of signatures per day."""

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 300, 40, 2  # units of the SVG's viewBox


def path(days: Sequence[int]) -> str:
    """Return the ``d`` of an SVG path through ``days``, oldest first; "" if there is no line."""
    if len(days) < 2 or not any(days):
        return ""
    step, most = WIDTH / (len(days) - 1), max(days)
    heights = [HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * day / most for day in days]
    points = [f"{place * step:.1f} {height:.1f}" for place, height in enumerate(heights)]
    return f"M{' L'.join(points)}"
