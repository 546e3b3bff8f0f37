"""What others would use to match: a bare cosine, nearest neighbours, SQL, a data-frame loop."""

import duckdb
import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.neighbors import NearestNeighbors
from sparse_dot_topn import sp_matmul_topn

from models.matching import comparisons
from models.matching.columns import I32, Ints
from models.matching.market import Market
from models.matching.ranking import COLD_START, POINTS, Ranking, points
from models.matching.reference import SAME_EMPLOYER
from models.matching.seekers import UNKNOWN_PLACE, Seekers

RANKING: Ranking = COLD_START


def unit_rows(weight: Ints, columns: I32, starts: Ints, n_columns: int) -> sp.csr_matrix:
    """Sparse rows of length one."""
    matrix = sp.csr_matrix(
        (weight.astype(np.float32), columns, starts), (len(starts) - 1, n_columns)
    )
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.maximum(length, 1e-9)).astype(np.float32) @ matrix)


def skill_vectors(s: Seekers, m: Market) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Workers and vacancies as vectors of their skills' rarities."""
    n = len(m.skill_words)
    people = unit_rows(
        m.skill_idf[s.skills.values].astype(np.int64), s.skills.values, s.skills.starts, n
    )
    weight = m.need.astype(np.int64) * m.skill_idf[m.skills.values]
    return people, unit_rows(weight, m.skills.values, m.skills.starts, n)


def cosine_top(people: sp.csr_matrix, vacancies_t: sp.csr_matrix, k: int) -> sp.csr_matrix:
    """sparse-dot-topn: the `k` largest cosines of every worker, one thread, no rule at all."""
    found: sp.csr_matrix = sp_matmul_topn(people, vacancies_t, top_n=k, sort=True, n_threads=1)
    return found


def neighbours_top(people: sp.csr_matrix, vacancies: sp.csr_matrix, k: int) -> Ints:
    """scikit-learn's NearestNeighbors by cosine, brute force: the only way it takes sparse rows."""
    model = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute", n_jobs=1).fit(
        vacancies
    )
    return np.asarray(model.kneighbors(people, return_distance=False))


def pandas_frame(m: Market) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Vacancies as a frame, and their skills as another."""
    names = ("offer", "ceiling", "occupation", "min_education", "min_age", "underground", "hours")
    more = ("experience", "age_days", "employer", "place", "skill_total", "open", "lawful")
    frame = pd.DataFrame({name: getattr(m, name) for name in names + more})
    frame["papers"] = m.papers[:, 0]
    skills = pd.DataFrame(
        {
            "row": m.skills.rows(),
            "skill": m.skills.values,
            "weight": m.need * m.skill_idf[m.skills.values],
        }
    )
    return frame, skills


def pandas_top(frames: tuple[pd.DataFrame, pd.DataFrame], s: Seekers, i: int, k: int = 10) -> Ints:
    """The definition for one worker, as one writes it with data frames."""
    frame, skills = frames
    classes = s.classes[s.home[i]][frame["place"]]
    rules = frame["open"] & frame["lawful"] & ((classes <= s.reach[i]) | (classes == UNKNOWN_PLACE))
    rules &= (frame["ceiling"] >= s.floor[i]) | (frame["ceiling"] < 0)
    rules &= (frame["min_education"] <= s.education[i]) & (frame["min_age"] <= s.age[i])
    rules &= (frame["papers"] & ~s.papers[i, 0]) == 0
    rules &= ((frame["hours"] & s.hours[i]) > 0) & ~(frame["underground"] & bool(s.female[i]))
    few = frame[rules].copy()
    shared = skills[skills["skill"].isin(s.skills.of(i))].groupby("row")["weight"].sum()
    few["shared"] = shared.reindex(few.index, fill_value=0)
    asked = few["occupation"].to_numpy()
    values = {
        "skills": comparisons.coverage(few["shared"].to_numpy(), few["skill_total"].to_numpy()),
        "occupation": comparisons.CLOSENESS[comparisons.shared_levels(s.past.of(i), asked)],
        "wish": comparisons.CLOSENESS[comparisons.shared_levels(s.wish.of(i), asked)],
        "experience": comparisons.experience_value(
            int(s.experience[i]), few["experience"].to_numpy()
        ),
        "wage": comparisons.wage_value(int(s.expected[i]), few["offer"].to_numpy()),
        "distance": comparisons.NEARNESS[classes[rules]],
        "freshness": comparisons.freshness_value(few["age_days"].to_numpy()),
    }
    hire, worth = (
        sum(points(weights[n], v) for n, v in values.items())
        for weights in (RANKING.hire, RANKING.worth)
    )
    chance = 1 / (1 + np.exp(-(RANKING.hire_base + hire / POINTS)))
    surplus = np.logaddexp(0.0, (RANKING.worth_base + worth / POINTS) / RANKING.sigma)
    few["score"] = chance * surplus
    few = few.sort_values("score", ascending=False, kind="stable")
    spread = few[few.groupby("employer").cumcount() < SAME_EMPLOYER]
    return np.asarray(spread.head(k).index, np.int64)


class InSql:
    """The definition in DuckDB, for many workers in one query."""

    def __init__(self, s: Seekers, m: Market) -> None:
        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")
        frame, skills = pandas_frame(m)
        self.keep("v", frame.reset_index(names="vacancy"))
        self.keep("vs", skills)
        classes = s.classes[:-1, :-1]
        home, place = np.indices(classes.shape)
        near = {"home": home.ravel(), "place": place.ravel(), "class": classes.ravel()}
        self.keep("near", pd.DataFrame(near))
        self.keep("closeness", pd.DataFrame({"level": range(6), "value": comparisons.CLOSENESS}))
        self.keep("nearness", pd.DataFrame({"class": range(6), "value": comparisons.NEARNESS}))

    def keep(self, name: str, frame: pd.DataFrame) -> None:
        """Copy a frame into a table of the database."""
        self.db.query("DROP TABLE IF EXISTS " + name)
        self.db.register("frame", frame)
        self.db.query("SELECT * FROM frame").to_table(name)
        self.db.unregister("frame")

    def top(self, s: Seekers, k: int = 10) -> dict[int, list[int]]:
        """The best `k` of each worker, best first."""
        names = (
            "home",
            "reach",
            "education",
            "age",
            "female",
            "hours",
            "floor",
            "expected",
            "experience",
        )
        people = pd.DataFrame({name: getattr(s, name) for name in names})
        people["papers"] = s.papers[:, 0]
        self.keep("w", people.reset_index(names="worker"))
        self.keep("ws", pd.DataFrame({"worker": s.skills.rows(), "skill": s.skills.values}))
        for name, lists in (("past", s.past), ("wish", s.wish)):
            self.keep(
                name, pd.DataFrame({"worker": lists.rows(), "key": lists.values.astype(np.int64)})
            )
        found: dict[int, list[int]] = {}
        for worker, vacancy in self.db.execute(SQL, {"k": k, **weights()}).fetchall():
            found.setdefault(worker, []).append(vacancy)
        return found


def weights() -> dict[str, float]:
    """The ranking's figures under the names the query gives them."""
    hire = {f"h_{n}": POINTS * w for n, w in RANKING.hire.items() if w > 0}
    worth = {f"u_{n}": POINTS * w for n, w in RANKING.worth.items() if w > 0}
    base = {"h_base": RANKING.hire_base, "u_base": RANKING.worth_base, "sigma": RANKING.sigma}
    return hire | worth | base | {"points": POINTS, "same": SAME_EMPLOYER}


SQL = """
WITH asked AS (SELECT DISTINCT occupation FROM v),
pair AS (
  SELECT w.worker, v.vacancy, v.employer, v.occupation, v.skill_total, v.experience AS asked, v.offer,
         v.age_days, w.expected, w.experience, near.class
  FROM w JOIN near USING (home) JOIN v USING (place)
  WHERE v.open AND v.lawful AND near.class <= w.reach AND (v.ceiling >= w.floor OR v.ceiling < 0)
    AND v.min_education <= w.education AND v.min_age <= w.age AND (v.papers & ~w.papers) = 0
    AND (v.hours & w.hours) > 0 AND NOT (v.underground AND w.female)),
shared AS (
  SELECT worker, row AS vacancy, sum(weight) AS weight FROM ws JOIN vs USING (skill) GROUP BY ALL),
past_level AS (
  SELECT worker, occupation, max(CASE WHEN occupation = 0 THEN 5 WHEN xor(key, occupation) = 0 THEN 4
    WHEN xor(key, occupation) < 256 THEN 3 WHEN xor(key, occupation) < 65536 THEN 2
    WHEN xor(key, occupation) < 16777216 THEN 1 ELSE 0 END) AS level FROM past, asked GROUP BY ALL),
wish_level AS (
  SELECT worker, occupation, max(CASE WHEN occupation = 0 THEN 5 WHEN xor(key, occupation) = 0 THEN 4
    WHEN xor(key, occupation) < 256 THEN 3 WHEN xor(key, occupation) < 65536 THEN 2
    WHEN xor(key, occupation) < 16777216 THEN 1 ELSE 0 END) AS level FROM wish, asked GROUP BY ALL),
valued AS (
  SELECT pair.worker, vacancy, employer,
    round_even($h_skills * ((coalesce(weight, 0) + 250.0) / (skill_total + 1000)), 0)
    + round_even($h_occupation * coalesce(p.value, 0.15), 0)
    + round_even($h_experience * CASE WHEN asked = 0 THEN 1.0 ELSE least(1.0, experience / asked) END, 0)
    + round_even($h_distance * n.value, 0)
    + round_even($h_freshness * greatest(0.0, 1 - age_days / 60), 0) AS hire,
    round_even($u_wage * CASE WHEN expected < 0 OR offer < 0 THEN 0.25
       ELSE least(1.0, greatest(0.0, (offer / expected - 0.9) / (1.5 - 0.9))) END, 0)
    + round_even($u_wish * coalesce(q.value, 0.15), 0) + round_even($u_distance * n.value, 0) AS worth
  FROM pair LEFT JOIN shared USING (worker, vacancy)
  LEFT JOIN past_level pl ON pl.worker = pair.worker AND pl.occupation = pair.occupation
  LEFT JOIN closeness p ON p.level = pl.level
  LEFT JOIN wish_level wl ON wl.worker = pair.worker AND wl.occupation = pair.occupation
  LEFT JOIN closeness q ON q.level = wl.level
  JOIN nearness n ON n.class = pair.class),
scored AS (
  SELECT worker, vacancy, employer, 1 / (1 + exp(-($h_base + hire / $points)))
    * ln(1 + exp(($u_base + worth / $points) / $sigma)) AS score FROM valued),
spread AS (
  SELECT worker, vacancy, score,
    row_number() OVER (PARTITION BY worker, employer ORDER BY score DESC, vacancy) AS nth FROM scored)
SELECT worker, vacancy FROM spread WHERE nth <= $same
QUALIFY row_number() OVER (PARTITION BY worker ORDER BY score DESC, vacancy) <= $k
ORDER BY worker, score DESC, vacancy
"""
