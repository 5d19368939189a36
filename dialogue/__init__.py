"""One turn of conversation: guard, understand, retrieve, answer, verify, guard again."""
