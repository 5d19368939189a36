"""From a question and its scope to ranked evidence and how far it can be trusted."""

from retrieval.errors import IndexMismatchError, RetrievalError
from retrieval.index import Index
from retrieval.search import Evidence, Searcher

__all__ = ["Evidence", "Index", "IndexMismatchError", "RetrievalError", "Searcher"]
