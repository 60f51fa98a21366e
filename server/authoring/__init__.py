"""Assignments made and edited in pages: from one's own data, from layers, and as they will look."""
