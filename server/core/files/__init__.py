"""Bytes that were uploaded, on disk or in object storage."""
