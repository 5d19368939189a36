"""Questions that the knowledge graph answers: is a document in force, on what does a rule rest, what comes next."""

from dialogue.relations import basis, next_step, validity

__all__ = ["basis", "next_step", "validity"]
