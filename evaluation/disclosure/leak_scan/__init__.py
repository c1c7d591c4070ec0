"""What must not stand in anything that becomes public: looked for in released files, and in the rendered site."""

from evaluation.disclosure.leak_scan.release import scan
from evaluation.disclosure.leak_scan.site import ScanReport, scan_site

__all__ = ["ScanReport", "scan", "scan_site"]
