"""Queries: lists, one case in full, its journal, messages, and figures. Nothing here writes.

Lists are read in pages. Each begins after the last key of the page before, so that the last page costs what the first
does.
"""
