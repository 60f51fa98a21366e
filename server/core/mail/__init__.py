"""Mail that the server sends: kept until it is, and then forgotten."""
