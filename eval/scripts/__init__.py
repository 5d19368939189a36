"""Scripted conversations: readable files that say what is said, and what must come of it."""

from eval.scripts.judge import Reached, faults
from eval.scripts.script import Script, Step, load

__all__ = ["Reached", "Script", "Step", "faults", "load"]
