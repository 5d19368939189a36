"""What can be wrong with what comes in.

Messages are shown to knowledge staff: Chinese, with the next step.
"""


class IngestError(Exception):
    """Base of the errors of this folder."""


class UnreadableFileError(IngestError):
    """A whole file, or a whole sheet, cannot be read; the rest of the import goes on."""


class BadRowError(IngestError):
    """One row cannot become knowledge; the other rows go in."""


class DeclarationError(IngestError):
    """The declaration of a table (YAML) does not fit its schema."""
