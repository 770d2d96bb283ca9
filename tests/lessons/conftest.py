"""What the tests of a lesson share: two hundred students' worlds, opened once."""

import pytest
from lessons.students import Found, study_all


@pytest.fixture(scope="session")
def students() -> dict[str, Found]:
    """What each student finds, by name."""
    return study_all()
