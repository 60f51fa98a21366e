"""The site of these pages: `make docs` builds it into `docs/_build`.

Sphinx with MyST: kept by many hands for fifteen years, reads the same Markdown as a code host's
viewer, and brings search and link checks of its own. Mathematics becomes MathML when the site is
built, so that no page needs a script or another host for it.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Gradus"
author = "The authors of Gradus"
html_title = "Gradus"
html_theme = "furo"
html_copy_source = False
html_show_copyright = False  # LICENSE says whose it is
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["mathematics.css"]
language = "en"

extensions = ["myst_parser", "mathml"]
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
root_doc = "index"
exclude_patterns = ["_build"]
nitpicky = True
