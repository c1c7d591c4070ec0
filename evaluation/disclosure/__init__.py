"""Disclosure control: policy, pooling, audit, quotes; the only writer of ``released/``."""
