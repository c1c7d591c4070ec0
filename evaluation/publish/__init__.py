"""Executed public pages to a site."""

from evaluation.publish.site import Renderer, publish

__all__ = ["Renderer", "publish"]
