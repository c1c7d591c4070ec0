"""Policy, suppression, audit, quote gate, release: the only writer of released/."""
