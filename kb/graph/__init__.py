"""The knowledge graph: what links matters, entries, documents, facts, materials, offices, groups and drugs.

It is read off fields and texts by rules, follows the change log, and takes what staff correct over what it read.
"""

from kb.graph.graph import Graph, build
from kb.graph.types import NAMES, Kind, Relation

__all__ = ["NAMES", "Graph", "Kind", "Relation", "build"]
