"""The parts of the joint display: what a number is evidence of, how words and numbers fit, what the ledger lacks."""

STEM = "joint_display"
