"""Alerts (不稳定因素预警): listed, taken by somebody, escalated where nobody does, closed with a name and a note."""

from desk.alerts.board import Alert, AlertBoard, Step
from desk.alerts.escalation import Rules, load

__all__ = ["Alert", "AlertBoard", "Rules", "Step", "load"]
