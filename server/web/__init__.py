"""What every route and page uses: what the process holds, what is refused, how pages are made."""
