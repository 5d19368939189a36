"""Sets that others made, and peers on the same questions: `python -m bench.third_party [SET…]`."""
