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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out tests one by one, but those of a crisis's lenses to one process.

    They share its answers. (Groups of pytest-xdist 3.8 do nothing under pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByCrisis(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            test, _, place = nodeid.partition("[")
            if "test_every_lens.py::TestEveryLens" not in test:
                return nodeid
            return f"lenses of {place.rpartition('-')[0]}"

    return ByCrisis(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture
def renew(request):
    """Say whether expected files shall be written anew instead of compared."""
    return request.config.getoption("--renew")
