"""Speaking to a server: who one is there, requests, answers."""
