"""Brute force on released numbers: small numbers that follow from others exactly, now or beside earlier releases."""
