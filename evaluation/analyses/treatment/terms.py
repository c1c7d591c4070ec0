"""The coefficients of a model of leaving: which columns of numbers they have, and whom they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.analyses.ledger import Scope
from evaluation.analyses.treatment.columns import Column


@dataclass(frozen=True, eq=False)
class Term:
    """One coefficient: a number, or a level of a factor against its reference; or the reference itself.

    Attributes
    ----------
    scope : Scope
    covariate : str
    values : ndarray of shape (n,)
        Empty where the coefficient is in no model: the reference, and a column with one value.
    members : ndarray of bool, shape (n,)
        Whose counts stand beside it.
    reference : str
        The level that it is compared with; blank for a number.
    is_reference : bool
    """

    scope: Scope
    covariate: str
    values: np.ndarray
    members: np.ndarray
    reference: str = ""
    is_reference: bool = False


@dataclass(frozen=True, eq=False)
class Terms:
    """All coefficients of a model.

    Attributes
    ----------
    terms : tuple of Term
        Of every covariate in the order of the plan, those that are in no model among them.
    names : tuple of str
        Covariates.
    """

    terms: tuple[Term, ...]
    names: tuple[str, ...]

    @property
    def fitted(self) -> tuple[int, ...]:
        """Places of the coefficients that a model can have."""
        return tuple(number for number, term in enumerate(self.terms) if term.values.size)

    @property
    def matrix(self) -> np.ndarray:
        """Columns of the coefficients that a model can have, shape (n, p)."""
        return np.column_stack([self.terms[number].values for number in self.fitted])

    @property
    def by_covariate(self) -> dict[str, list[int]]:
        """Columns of the matrix by covariate; none of one that is in no model."""
        found: dict[str, list[int]] = {}
        for place, number in enumerate(self.fitted):
            found.setdefault(self.terms[number].covariate, []).append(place)
        return found

    def adjusted_for(self, term: Term) -> list[str]:
        """Return the covariates beside that of a term."""
        return [name for name in self.names if name != term.covariate]


def terms_of(frame: pd.DataFrame, columns: Mapping[str, Column], names: Sequence[str]) -> Terms:
    """Return the coefficients of some covariates.

    Parameters
    ----------
    frame : DataFrame of n rows
        People or intervals of people, with a value of each covariate.
    columns : mapping of str to Column
    names : sequence of str
    """
    return Terms(tuple(term for name in names for term in _terms(frame[name], columns[name])), tuple(names))


def _terms(values: pd.Series, column: Column) -> Iterator[Term]:
    everybody = np.ones(values.size, dtype=bool)
    if not values.size:
        yield Term(Scope(column.name), column.name, np.empty(0), everybody)
        return
    if column.is_number:
        yield Term(Scope(column.name), column.name, values.to_numpy(dtype=float), everybody)
        return
    levels = [level for level in column.levels if (values == level).any()]
    if len(levels) == 1:
        yield Term(Scope(column.name), column.name, np.empty(0), everybody)
        return
    for level in levels:
        members = (values == level).to_numpy(dtype=bool)
        is_reference = level == levels[0]
        yield Term(
            scope=column.coefficient_scope(level),
            covariate=column.name,
            values=np.empty(0) if is_reference else members.astype(float),
            members=members,
            reference=str(levels[0]),
            is_reference=is_reference,
        )
