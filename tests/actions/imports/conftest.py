import pytest

from tests.actions.imports.test_cases import upload


@pytest.fixture
def bring(tmp_path, text):
    """Upload and check this as a file."""

    def bring(content):
        path = tmp_path / "paper.csv"
        path.write_text(content)
        return upload(text, path)

    return bring
