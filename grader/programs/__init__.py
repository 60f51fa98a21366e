"""Programs that learn: uploaded as source, checked, trained and asked by the server."""
