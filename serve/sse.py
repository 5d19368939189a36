"""Server-sent events as bytes."""

from __future__ import annotations

import json
from typing import Any

HEADERS = {
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",  # nginx would hold sentences back
}
MEDIA_TYPE = "text/event-stream; charset=utf-8"


def event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def data_only(data: Any) -> bytes:
    """An event without a name, as the OpenAI protocol has it."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}\n\n".encode()
