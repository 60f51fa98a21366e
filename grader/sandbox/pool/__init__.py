"""The worker's side: a zygote, children kept warm, and one run after another."""
