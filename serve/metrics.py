"""Prometheus metrics; names start with `jxb_`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
            "jxb_model_fallbacks", "Answers the model could not give", registry=self.registry
        )
        self.open_chats = Gauge("jxb_open_chats", "Answers being streamed", registry=self.registry)
        self.refused = Counter(
            "jxb_requests_refused", "Requests turned away", ["reason"], registry=self.registry
        )
        self.feedback = Counter("jxb_feedback", "Votes of citizens", ["useful"], registry=self.registry)
        self.items = Gauge("jxb_items", "Published items", ["kind"], registry=self.registry)
