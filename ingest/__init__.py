"""Files become knowledge: entries, documents, rows of declared tables, with where and when they hold."""

from ingest.editions import settle_editions
from ingest.errors import DeclarationError, IngestError
from ingest.importer import ingest
from ingest.types import KnowledgeStore, KnowledgeWriter, Report, RowError

__all__ = [
    "DeclarationError",
    "IngestError",
    "KnowledgeStore",
    "KnowledgeWriter",
    "Report",
    "RowError",
    "ingest",
    "settle_editions",
]
