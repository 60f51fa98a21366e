#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the autograder's image.
# The wheel of Gradus lies beside it in the zip; Python is 3.11 or later from Ubuntu 24.04 on.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap python3-venv
python3 -m venv /opt/gradus
/opt/gradus/bin/python -m pip install --quiet /autograder/source/gradus-*.whl
