"""Pictures, recordings and files in a message: nobody looks at them here, and whoever sent one must be told."""

from __future__ import annotations

import re

PICTURE = "［图片］"
VOICE = "［语音］"
FILE = "［文件］"

_MARK = re.compile(
    r"[\[［【](?:图片|照片|截图|语音|视频|文件|image|photo|voice|video|file)[\]］】]", re.IGNORECASE
)
"""How channels name what they cannot send as text, and how serve/messages.py does."""


def held(message: str) -> bool:
    return bool(_MARK.search(message))


def without(message: str) -> str:
    """The words beside them; empty where there are none."""
    return _MARK.sub(" ", message).strip()
