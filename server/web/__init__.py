"""What every route and page uses: who asks, what is refused, how pages are made."""
