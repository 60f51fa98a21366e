"""`python -m gradus`: the command where its script is not on the path."""

from gradus.main import main

main()
