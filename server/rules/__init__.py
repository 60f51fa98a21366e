"""What may happen: the rules, each a function of a session and plain values."""
