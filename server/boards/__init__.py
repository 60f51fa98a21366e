"""Standings, the Ladder, and the boards that are made of them."""
