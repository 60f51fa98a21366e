"""What came of a run: replies read, faults put in words, an exit turned into a verdict."""
