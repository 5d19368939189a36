"""The citizen's own sums: named rules on verified facts, asking only for what is missing; the door is `compute`."""

from dialogue.calculators.conversation import CALCULATORS, compute, goes_on, replayed
from dialogue.calculators.types import Computed

__all__ = ["CALCULATORS", "Computed", "compute", "goes_on", "replayed"]
