"""The verbs of `jxb`, a file each."""
