"""Who somebody is: tokens, sign-in links, sessions."""
