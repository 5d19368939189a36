"""What is kept for how long, deletion on request, and proofs of it (Personal Information Protection Law)."""

from desk.privacy.erase import Eraser
from desk.privacy.policy import Policy, load
from desk.privacy.proofs import Proof

__all__ = ["Eraser", "Policy", "Proof", "load"]
