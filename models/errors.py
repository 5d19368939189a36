"""What can go wrong between us and a model."""


class ModelError(Exception):
    """Base of the errors of this folder."""


class ModelUnavailableError(ModelError):
    """The model's package, file or endpoint is not there."""
