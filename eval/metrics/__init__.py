"""Measures over finished cases, a small file each with its definition and source."""
