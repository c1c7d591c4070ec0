"""The independent attacker: how well everything public together bounds the numbers that are hidden."""
