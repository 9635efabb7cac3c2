"""One trial of the fuzzer: read a file and judge what came of it."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import Literal

from standoff.spec import check_text, read_text, resolved_text

SECONDS_ALLOWED = 5.0
SECONDS_ALLOWED_PER_CHARACTER = 10e-6
"""Far above what any file needs, so that a busy machine is no finding."""

Verdict = Literal["refused", "read", "crashed", "changed", "slow"]


@dataclass(frozen=True)
class Trial:
    """What came of reading one file; the last three verdicts are findings."""

    verdict: Verdict
    seconds: float
    story: str = ""

    @property
    def is_finding(self) -> bool:
        """Say whether a user must not meet this."""
        return self.verdict in ("crashed", "changed", "slow")


def try_text(text: str) -> Trial:
    """Read a text: it is refused with problems, or it has a resolved form that says the same."""
    began = time.process_time()  # a busy machine must not look like a slow program
    try:
        found = check_text(text)
        verdict: Verdict = "refused" if found.crisis is None else "read"
        str(found.message)
        if found.crisis is None and not found.problems:
            verdict = "changed"
        if found.crisis is not None and read_text(resolved_text(found.crisis)) != found.crisis:
            verdict = "changed"
    except Exception:
        # Whatever else is raised is what the fuzzer looks for.
        return Trial("crashed", time.process_time() - began, traceback.format_exc())
    seconds = time.process_time() - began
    allowed = SECONDS_ALLOWED + SECONDS_ALLOWED_PER_CHARACTER * len(text)
    return Trial("slow" if seconds > allowed else verdict, seconds)
