"""Exact token counts, exact cost and a verdict, before a request is sent."""
