"""Prometheus metrics; names start with `jxb_`."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_REASONS = {"模型端点": "endpoint", "句子缺少依据": "unsupported", "输出护栏": "guard"}


def fallback_reason(note: str) -> str:
    """What kind of fault a note of an answer record tells of."""
    return next((reason for begin, reason in _REASONS.items() if note.startswith(begin)), "declined")


_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The meters of one application, in a registry of their own so that tests do not share them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("jxb_turns", "Turns by outcome", ["outcome", "channel"], registry=self.registry)
        self.first_sentence = Histogram(
            "jxb_first_sentence_seconds", "Until the first sentence", buckets=_SECONDS, registry=self.registry
        )
        self.turn = Histogram("jxb_turn_seconds", "A whole turn", buckets=_SECONDS, registry=self.registry)
        self.fallbacks = Counter(
            "jxb_model_fallbacks", "Answers the model could not give", ["reason"], registry=self.registry
        )
        self.open_chats = Gauge(
            "jxb_open_chats", "Answers being streamed", registry=self.registry, multiprocess_mode="livesum"
        )
        self.refused = Counter(
            "jxb_requests_refused", "Requests turned away", ["reason"], registry=self.registry
        )
        self.feedback = Counter("jxb_feedback", "Votes of citizens", ["useful"], registry=self.registry)
        self.alerts = Gauge(
            "jxb_alerts_open", "Alerts that are not closed", ["level", "state"], registry=self.registry,
            multiprocess_mode="livemax",
        )  # fmt: skip
        self.reminders = Counter(
            "jxb_alert_reminders",
            "Reminders of alerts nobody looked after",
            ["level"],
            registry=self.registry,
        )
        self.late_orders = Gauge(
            "jxb_tickets_late", "Open orders past their day or close to it", ["alarm"], registry=self.registry,
            multiprocess_mode="livemax",
        )  # fmt: skip
        self.order_warnings = Counter(
            "jxb_ticket_warnings", "Orders that became late or nearly so", ["alarm"], registry=self.registry
        )
        self.items = Gauge(
            "jxb_items", "Published items", ["kind"], registry=self.registry, multiprocess_mode="livemax"
        )

    def text(self) -> bytes:
        """Prometheus text format; with several processes, of all of them together."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
