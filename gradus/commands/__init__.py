"""The commands, a file for each noun: options in, one use case, an exit code out.

Each imports what it needs when it runs, so that `gradus --help` answers at once.
"""
