"""Orders of the 12345 platform: taken in once, answered once, in time."""

from desk.exchange.exchange import Exchange, Exchanged
from desk.exchange.peer import HttpPeer, Peer, PeerOrder

__all__ = ["Exchange", "Exchanged", "HttpPeer", "Peer", "PeerOrder"]
