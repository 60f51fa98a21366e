"""The statements that read the tables, a file for each noun."""
