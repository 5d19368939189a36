"""Errors of this folder; messages are shown to whoever calls."""


class ServeError(Exception):
    """Base of the errors of this folder."""


class SettingsError(ServeError):
    """A setting has a value that cannot be used."""


class NotFoundError(ServeError):
    """What was asked for is not there."""


class ForbiddenError(ServeError):
    """The caller may not do this."""


class UnauthenticatedError(ServeError):
    """The caller did not say who they are."""


class TooManyRequestsError(ServeError):
    """The caller asks faster than the limit."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"请求太频繁，请 {retry_after} 秒后再试")
