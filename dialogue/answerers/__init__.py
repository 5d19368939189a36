"""Evidence to sentences: word for word, or in a model's words that are checked."""

from dialogue.answerers.base import Answerer, Draft, Drafts
from dialogue.answerers.extractive import Extractive
from dialogue.answerers.generative import Generative

__all__ = ["Answerer", "Draft", "Drafts", "Extractive", "Generative"]
