"""The joint display in a release: from protected numbers only, and only as somebody has accepted it."""

JOINT_DISPLAY = "joint_display.csv"
