"""Attacks that live in punctuation: chat-template tokens, HTML, template braces, shell.

The other rules read a view without punctuation (normalise.py), where these are gone.
"""

from __future__ import annotations

import re

from dialogue.guard.normalise import simplified
from dialogue.guard.types import Span

_MARKUP = re.compile(
    r"<\|[^|<>]{0,40}\|>|\[/?inst\]|<</?sys>>|#{2,}\s*(?:system|instruction)|```\s*system|^\s*system\s*[:：]"
    r"|</?\s*(?:system|instructions?|script|iframe|img|svg|object|embed|meta|link|form|style)\b[^>]*>?"
    r"|javascript:|\bon(?:error|load|click)\s*=|!\[[^\]]{0,60}\]\(|\]\(\s*(?:javascript|data):"
    r"|\{\{.{1,80}?\}\}|\$\{[^}]{1,80}\}|\{%.{1,80}?%\}"
    r"|['\"]\s*(?:;|or\b).{0,12}(?:drop\s+table|1\s*=\s*1)|drop\s+table|union\s+select"
    r"|\brm\s+-rf\b|\bos\.system\b|\b__import__\b|/etc/(?:passwd|shadow)|\bcurl\s+http|\bwget\s+http"
    r"|\b(?:pip|npm)\s+install\b|https?://\S{1,80}\.(?:js|zip|exe|sh|py|whl)\b",
    re.MULTILINE,
)


def find_markup(text: str) -> list[Span]:
    """Injection written as markup or code, in the original text."""
    return [Span(m.start(), m.end(), "injection", "markup") for m in _MARKUP.finditer(simplified(text))]
