"""Measures of response times, on a database made and dropped for them.

Nothing here serves the site: ``./dev bench`` and its test are the only callers.
"""
