"""The worlds in which intervals are certified: a fixed list, chosen by rule before any coverage was seen in them.

*Normal values*: every length (12, 24, 48, 100 months) with every error: independent, AR(1) 0.4 and 0.8, AR(2) (0.6,
0.3) and (0.5, -0.3). Two random walks stand beside them.

*Counts*: every length (24, 36, 60, 96, 180 months) with every mean (1, 3, 20, 200 deaths a month); correlation 0,
0.4, 0.8 and standard deviation 0.15, 0.3, 0.6, 1 of the latent variation go round in them. Then what is hardest
(correlation 0.8 with standard deviation 1), what is simplest (nothing beyond Poisson), and what the model does not
hold for: gamma noise, random walks and AR(2).

*Counts with a control series*: three worlds in which both series share latent variation and a step at the same date,
beside latent variation of their own.

The change comes after 50, 60 or 75 % of the months, and does something or nothing, by turns. A change of the list is
a change of the certificate. Nothing is tuned to it: see ``docs/decisions/0004-honest-intervals.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEED = 90_433_127
REPLICATES = 2_000
SHARES_BEFORE = (0.5, 0.6, 0.75)


class Family(StrEnum):
    """What is observed: values, counts, or counts beside those of a control series."""

    NORMAL = "normal"
    COUNTS = "counts"
    CONTROLLED = "controlled"


class Noise(StrEnum):
    """What the trend does not explain."""

    NONE = "none"
    AUTOREGRESSION = "autoregression"
    GAMMA = "gamma"
    RANDOM_WALK = "random-walk"


@dataclass(frozen=True)
class Cell:
    """One world.

    Attributes
    ----------
    family : Family
    n : int
        Months.
    start : int
        First month after the change.
    noise : Noise
    phi : tuple of float
        Coefficients of an autoregression.
    sd : float
        Of counts, standard deviation on the log scale: of the latent values (of gamma factors, of a random walk's
        steps). Normal errors have shocks of standard deviation 1.
    mean : float
        Of counts: expected in the first month after the change without it, before season and latent variation.
    level, slope : float
        The truth; the slope is a year's. Both are 0 in a null cell.
    reason : str
        Why nothing is claimed for the cell; blank where it counts.
    """

    family: Family
    n: int
    start: int
    noise: Noise
    phi: tuple[float, ...] = ()
    sd: float = 1.0
    mean: float = 0.0
    level: float = 0.0
    slope: float = 0.0
    reason: str = ""

    @property
    def key(self) -> str:
        """A name that tells the cell from all others, and that its seed is made from."""
        parts = [self.family, f"n{self.n}", f"start{self.start}"]
        parts += [f"mean{self.mean:g}"] if self.family is not Family.NORMAL else []
        parts += [self.noise if not self.phi else f"ar{'_'.join(f'{each:g}' for each in self.phi)}"]
        parts += [f"sd{self.sd:g}"] if self.family is not Family.NORMAL and self.noise is not Noise.NONE else []
        return "-".join([*parts, "null" if self.is_null else "effect"])

    @property
    def is_null(self) -> bool:
        """Whether the change does nothing."""
        return self.level == 0.0 and self.slope == 0.0

    @property
    def estimands(self) -> tuple[str, ...]:
        """What is estimated."""
        return ("level", "slope", "averted") if self.family is Family.COUNTS else ("level", "slope")


def _cell(family: Family, n: int, turn: int, *, null: bool, noise: Noise, **settings: object) -> Cell:
    level, slope = (0.0, 0.0) if null else ((1.5, -0.5) if family is Family.NORMAL else (-0.3, -0.15))
    start = round(SHARES_BEFORE[turn % len(SHARES_BEFORE)] * n)
    return Cell(family, n, start, noise, level=level, slope=slope, **settings)  # type: ignore[arg-type]


def _normal_cells() -> list[Cell]:
    errors = ((), (0.4,), (0.8,), (0.6, 0.3), (0.5, -0.3))
    cells = []
    for row, n in enumerate((12, 24, 48, 100)):
        reason = "fewer than 24 months" if n < 24 else ""
        for column, phi in enumerate(errors):
            noise = Noise.AUTOREGRESSION if phi else Noise.NONE
            null = (row + column) % 2 == 0
            cells.append(_cell(Family.NORMAL, n, row + column, null=null, noise=noise, phi=phi, reason=reason))
    reason = "a random walk: no stationary errors"
    for turn, n in ((0, 48), (1, 100)):
        cells.append(_cell(Family.NORMAL, n, turn, null=turn == 0, noise=Noise.RANDOM_WALK, reason=reason))
    return cells


def _count_cells() -> list[Cell]:
    cells = []
    correlations, sizes = (0.0, 0.4, 0.8), (0.15, 0.3, 0.6, 1.0)
    for row, n in enumerate((24, 36, 60, 96, 180)):
        for column, mean in enumerate((1, 3, 20, 200)):
            rho, sd = correlations[(2 * row + column) % 3], sizes[(row + column) % 4]
            null = (row + (column in (0, 3))) % 2 == 1
            cells.append(_counts(n, row + column, mean, null=null, phi=(rho,), sd=sd))
    hardest = ((36, 1), (36, 20), (60, 200), (96, 3), (96, 20), (180, 20))
    cells += [
        _counts(n, turn, mean, null=turn % 2 == 0, phi=(0.8,), sd=1.0) for turn, (n, mean) in enumerate(hardest)
    ]
    beyond = (
        (36, 3, Noise.NONE, (), 0.0),
        (96, 20, Noise.NONE, (), 0.0),
        (36, 20, Noise.GAMMA, (), 0.3),
        (96, 3, Noise.GAMMA, (), 0.6),
        (36, 20, Noise.RANDOM_WALK, (), 0.1),
        (60, 3, Noise.RANDOM_WALK, (), 0.1),
        (96, 200, Noise.RANDOM_WALK, (), 0.05),
        (60, 20, Noise.AUTOREGRESSION, (0.6, 0.3), 0.2),
        (96, 200, Noise.AUTOREGRESSION, (0.5, -0.3), 0.3),
    )
    for turn, (n, mean, noise, phi, sd) in enumerate(beyond):
        cells.append(_counts(n, turn, mean, null=turn % 2 == 1, phi=phi, sd=sd, noise=noise))
    return cells


def _counts(
    n: int,
    turn: int,
    mean: float,
    *,
    null: bool,
    phi: tuple[float, ...],
    sd: float,
    noise: Noise = Noise.AUTOREGRESSION,
) -> Cell:
    reason = "fewer than 36 months" if n < 36 else ""
    return _cell(Family.COUNTS, n, turn, null=null, noise=noise, phi=phi, sd=sd, mean=mean, reason=reason)


def _controlled_cells() -> list[Cell]:
    worlds = ((36, 20, 0.4, 0.3), (60, 3, 0.8, 0.6), (96, 200, 0.8, 0.3))
    return [
        _cell(
            Family.CONTROLLED,
            n,
            turn,
            null=turn % 2 == 0,
            noise=Noise.AUTOREGRESSION,
            phi=(rho,),
            sd=sd,
            mean=mean,
        )
        for turn, (n, mean, rho, sd) in enumerate(worlds)
    ]


CELLS: tuple[Cell, ...] = (*_normal_cells(), *_count_cells(), *_controlled_cells())
