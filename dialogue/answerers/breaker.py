"""Spares citizens the wait for a model that did not answer the last few times."""

from __future__ import annotations

import time
from collections.abc import Callable

_FAILURES = 3
_REST = 15.0
"""Seconds without a try after so many failures in a row; then a single question tries again."""


class Breaker:
    """Closed while the endpoint works; open for a while after failures in a row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._closed_at = 0.0

    @property
    def open(self) -> bool:
        """Whether the endpoint should be left alone now; the one who asks first after the rest tries it."""
        if self._failures < _FAILURES or self._clock() >= self._closed_at:
            if self._failures >= _FAILURES:
                self._closed_at = self._clock() + _REST
            return False
        return True

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES:
            self._closed_at = self._clock() + _REST
