"""What can go wrong in a turn; messages are shown to citizens."""


class DialogueError(Exception):
    """Base of the errors of this folder."""


class GenerationError(DialogueError):
    """The model gave nothing that may be sent; the reason goes to the operator, never to the citizen."""


class EndpointError(GenerationError):
    """The endpoint itself is at fault: not there, too slow, broken off, or running on."""
