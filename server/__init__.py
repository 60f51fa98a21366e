"""The Gradus server: HTTP, SQL, queue and pages."""
