"""Recognises the elements of a work order (工单要素) in a conversation; never writes what nobody said."""

from desk.extract.extract import extract
from desk.extract.types import Evidence, Extraction, Found

__all__ = ["Evidence", "Extraction", "Found", "extract"]
