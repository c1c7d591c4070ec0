"""Executed public pages to a site."""
