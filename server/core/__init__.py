"""What knows no course: the database, its tables, files, the queue, time."""
