"""An order filled in by conversation: what is missing is asked, what is wrong is corrected, then it is filed once."""

from desk.form.filing import Forms
from desk.form.types import Form, Said

__all__ = ["Form", "Forms", "Said"]
