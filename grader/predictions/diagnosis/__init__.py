"""Prediction files read row by row, to say everything that is wrong with one."""
