"""What all tests share: the flag that renews expected files, and no surprises by luck."""

import os

import hypothesis
import pytest

os.environ.setdefault("MPLBACKEND", "Agg")

hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_addoption(parser):
    parser.addoption(
        "--renew",
        action="store_true",
        help="write expected files anew from what the program says; read the diff in review",
    )


@pytest.fixture
def renew(request):
    """Say whether expected files shall be written anew instead of compared."""
    return request.config.getoption("--renew")
