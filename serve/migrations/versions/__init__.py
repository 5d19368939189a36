"""Revisions in order; a file is named NNNN_what.py and its revision id is NNNN."""
