"""The params file: one typed, frozen model per section, and one strict reader."""

from evaluation.data.parameters.activities import ActivitiesParameters
from evaluation.data.parameters.evaluation import (
    SECTIONS,
    Arm,
    Community,
    Disclosure,
    Evaluation,
    Report,
)
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.parameters.joint_display import JointDisplayParameters
from evaluation.data.parameters.load import load_parameters, section_from_namespace
from evaluation.data.parameters.overdose_deaths import Intervention, OverdoseDeathsParameters
from evaluation.data.parameters.retention import RetentionParameters
from evaluation.data.parameters.section import AnalysisSection
from evaluation.data.parameters.source import OwnColumn, Source, Unpivot
from evaluation.data.parameters.themes import ThemesParameters

__all__ = [
    "SECTIONS",
    "ActivitiesParameters",
    "AnalysisSection",
    "Arm",
    "Community",
    "Disclosure",
    "Evaluation",
    "InterruptedSeriesParameters",
    "Intervention",
    "JointDisplayParameters",
    "OverdoseDeathsParameters",
    "OwnColumn",
    "Report",
    "RetentionParameters",
    "Source",
    "ThemesParameters",
    "Unpivot",
    "load_parameters",
    "section_from_namespace",
]
