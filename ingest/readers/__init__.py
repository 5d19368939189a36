"""One file a format: bytes on disk become rows, objects or blocks; what they mean is decided elsewhere."""
