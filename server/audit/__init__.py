"""Who did what: the audit trail of a course for its instructors, and of the site."""
