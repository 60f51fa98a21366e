"""Other styles of calling a layer, recognised from a class as it stands: one file for each kind.

What is recognised is decided once for each class and noted. It says how code is called and where
its arrays lie, never what they hold, so it makes no wrong array right.
"""
