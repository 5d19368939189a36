"""What the citizen means: small talk, how many questions, about whom, where and when."""
