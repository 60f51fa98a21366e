"""The page of one's own tokens, browsers and accounts elsewhere."""
