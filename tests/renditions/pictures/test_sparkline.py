import pytest

from signatures.renditions.pictures import sparkline


@pytest.mark.parametrize("days", [[], [5], [0, 0, 0]])
def test_path_of_nothing_is_empty(days):
    assert sparkline.path(days) == ""


def test_path_goes_from_edge_to_edge():
    assert sparkline.path([0, 5, 10]) == "M0.0 38.0 L150.0 20.0 L300.0 2.0"
