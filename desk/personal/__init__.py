"""Personal records (个人权益记录): asked of another service after an identity check; nothing of them is kept."""

from desk.personal.flow import PersonalFlow
from desk.personal.peer import HttpRecords, Line, Records

__all__ = ["HttpRecords", "Line", "PersonalFlow", "Records"]
