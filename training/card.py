"""The model card in the Hugging Face form: what the index is, what it was measured to do, what it must not do."""

from datetime import date

from models.index.feature import FAMILIES
from models.index.features import FEATURES
from training.cohort import Cohort
from training.trial import Trial

HEAD = """---
language: zh
license: apache-2.0
library_name: songgang
pipeline_tag: tabular-classification
tags:
- tabular-classification
- survival-analysis
- additive-model
- public-employment-service
metrics:
- roc_auc
- brier_score
model-index:
- name: songgang-difficulty-index-{version}
  results:
  - task:
      type: tabular-classification
      name: no stable work within 12 months
    dataset:
      type: private
      name: spells of persons held out, on later days, as of {as_of}
    metrics:
    - type: roc_auc
      value: {auc}
    - type: brier_score
      value: {brier}
    - type: expected_calibration_error
      value: {ece}
    - type: calibration_slope
      value: {slope}
---

# 就业困难人员职业指数 {version}

## Model details

Discrete-time hazard by month in the form of additive tables ({member}); the index is 100 × P(no
stable work within 12 months), other exits set aside. Every score is the sum of one table cell for
each of {n} features in five families and of a few named pairs, so its reasons are exact.
Looked at on {as_of}.

- **Model type:** discrete-time survival model; rule, logit and boosted trees compete, and are added up in tables
- **Language of the reasons:** Chinese
- **License:** Apache-2.0

## Uses

### Intended use

Orders and adds help to jobseekers; a counselor decides. It never takes away an entitlement, never
serves sanctions, and statutory status follows the law alone. Workers may ask why, correct their
file, refuse personalised service and ask for a person.

### Out of scope

Hiring decisions; people outside the registry; comparisons of places or employers. Sex, ethnicity,
marriage and children, religion, political status and hukou are no features and cannot become one.

## How to get started

    songgang model show {version}        # this card, the manifest, who put it in use and why
    songgang recommend WORKER_ID         # one worker's index with its reasons
    songgang score                       # everybody's
"""


MEASURES = ("auc", "brier", "ece", "slope")


def model_card(trial: Trial, cohort: Cohort, *, version: str, as_of: date) -> str:
    """The card in Markdown."""
    found = trial.scores["index"].as_dict()
    head = HEAD.format(
        version=version,
        member=trial.index.choice_.name,
        n=len(FEATURES),
        as_of=as_of.isoformat(),
        **{name: "null" if found[name] is None else found[name] for name in MEASURES},
    )
    parts = (_limits(), _data(trial, cohort), _figures(trial), _gates(trial), _features())
    return "\n".join([head, *(line for part in parts for line in part)])


def _data(trial: Trial, cohort: Cohort) -> list[str]:
    return [
        "## Training details",
        "",
        "### Training data",
        "",
        f"{len(cohort)} spells at a landmark day, {int(cohort.stable.sum())} ended in stable work, "
        f"{int(cohort.other.sum())} otherwise; features as known on the landmark. The figures below "
        f"are of {len(trial.test)} spells of other persons on later days; who is held out follows from "
        "a hash of the id, the same persons in every trial.",
        "",
        "### Training procedure",
        "",
        "Numbers are binned into codes (missing has its own), members are fitted on codes and chosen by "
        "losses on persons they have not seen; the level follows the newest year where that helps. "
        f"Chosen: {trial.index.choice_.name}, stretched by {trial.index.choice_.slope:g}. Held-out "
        "losses a row: "
        + ", ".join(f"{name} {loss:.4f}" for name, loss in trial.index.choice_.losses.items())
        + ".",
        "",
    ]


def _figures(trial: Trial) -> list[str]:
    lines = [
        "## Evaluation",
        "",
        "| forecast | AUC | Brier | Brier skill | ECE | slope |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, s in trial.scores.items():
        lines.append(
            f"| {name} | {s.auc:.3f} | {s.brier:.4f} | {s.skill:.3f} | {s.ece:.3f} | {s.slope:.2f} |"
        )
    return [*lines, ""]


def _gates(trial: Trial) -> list[str]:
    lines = ["## Gates", "", "| gate | found | passed |", "|---|---|---|"]
    lines += [f"| {g.name} | {g.found} | {'yes' if g.passed else 'no'} |" for g in trial.gates]
    return [*lines, ""]


def _features() -> list[str]:
    lines = ["## Features", "", "| family | feature | fields | direction |", "|---|---|---|---|"]
    words = {1: "rises", -1: "falls", 0: "free"}
    for feature in FEATURES:
        family = FAMILIES[feature.family][0]
        lines.append(
            f"| {family} | {feature.zh} ({feature.en}) | {', '.join(feature.fields)} | "
            f"{words[feature.direction]} |"
        )
    return [*lines, ""]


def _limits() -> list[str]:
    return [
        "## Bias, risks and limitations",
        "",
        "Group differences are assessed, and mitigated where help is allocated; no index is free of "
        "them. A single cut on the score misses young people most of all; use a named allocation "
        "policy. High risk is not high need, and need is not effect. Where too little is known the "
        "index abstains and names the missing fields. It foretells what has been usual; it does not "
        "say what help would change. The audit by sex, age band, education, county, disability and "
        "household type lies in report/report.html beside this card.",
        "",
    ]
