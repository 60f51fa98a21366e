"""What is at work inside the process of student code. It knows NumPy and the wire format alone."""
