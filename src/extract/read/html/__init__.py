"""Web pages: the report's text without the site's, whether made by a site's editor, a form post or saved from Word."""

from extract.read.html.html import read_html

__all__ = ["read_html"]
