"""What is done without a server: judging, linting, building, replaying, examining this machine."""
