"""Recommendations over everybody, places respected: ours, the optimum, and pushing without prices."""

import argparse
import time

import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.drawn.wishes import Wishes, wishes
from benchmarks.report import Row, peak_gb
from models.matching.allocation import allocate, gini, over_capacity
from models.matching.columns import I32, Floats

EXACT_UP_TO = 200_000
"""More people than this would take the exact solver many minutes."""

COST = 10**6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes; everybody in Xinzhou is --people 1910000 --vacancies 50000."""
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--vacancies", type=int, default=2_500)
    parser.add_argument("--candidates", type=int, default=20)
    parser.add_argument("--referrals", type=int, default=3)


def run(options: argparse.Namespace) -> list[Row]:
    """Allocate the same wishes by every method."""
    w = wishes(options.people, options.vacancies, options.candidates)
    k = options.referrals
    allocate(w.rows[:100], w.scores[:100], w.capacity, referrals=k)
    began, worked = time.perf_counter(), time.process_time()
    ours = allocate(w.rows, w.scores, w.capacity, referrals=k)
    seconds = {"songgang": time.perf_counter() - began}
    core_seconds = time.process_time() - worked
    chosen = {"songgang": ours.rows}
    peak = peak_gb()
    began = time.perf_counter()
    warm = allocate(w.rows, w.scores, w.capacity, referrals=k, prices=ours.vacancy_price)
    seconds_warm = time.perf_counter() - began
    for name, method in PEERS.items():
        if name != "ortools" or options.people <= EXACT_UP_TO:
            began = time.perf_counter()
            chosen[name] = method(w, k)
            seconds[name] = time.perf_counter() - began
    task = f"{options.people}x{options.vacancies}"
    best = value(chosen["ortools"], w) if "ortools" in chosen else ours.bound
    rows = [r for name in chosen for r in described(task, name, chosen[name], w, best=best)]
    rows += [Row(task, name, "seconds", spent) for name, spent in seconds.items()]
    rows += [
        Row(task, "songgang", "core_seconds", core_seconds),
        Row(task, "songgang", "gap", ours.gap),
        Row(task, "songgang", "peak_gb", peak),
        Row(task, "songgang", "seconds_warm", seconds_warm),
        Row(task, "songgang", "gap_warm", warm.gap),
    ]
    return rows


def described(task: str, name: str, rows: I32, w: Wishes, *, best: float) -> list[Row]:
    """Value, how near the optimum, pushes beyond places, people served, evenness."""
    figures = {
        "value": value(rows, w),
        "share_of_optimum": value(rows, w) / best,
        "over_capacity": over_capacity(rows, w.capacity) / max(1, (rows >= 0).sum()),
        "served": float((rows >= 0).any(axis=1).mean()),
        "gini": gini(rows, w.capacity > 0),
    }
    return [Row(task, name, metric, figure) for metric, figure in figures.items()]


def value(rows: I32, w: Wishes) -> float:
    """The scores of the referrals that find a place: a push to a full vacancy is worth nothing.

    Who comes first through a full door is who scores highest.
    """
    mine = scores_of(rows, w)
    order = np.argsort(-mine.ravel(), kind="stable")
    flat = rows.ravel()[order]
    by_vacancy = np.argsort(flat, kind="stable")
    in_line = flat[by_vacancy]
    first = np.searchsorted(in_line, in_line)
    place = np.arange(len(in_line)) - first
    fits = (in_line >= 0) & (place < w.capacity[np.maximum(in_line, 0)])
    taken = mine.ravel()[order][by_vacancy]
    return float(taken[fits].sum())


def scores_of(rows: I32, w: Wishes) -> Floats:
    """The score of each referral, 0 where there is none."""
    found = np.zeros(rows.shape)
    for t in range(rows.shape[1]):
        hit = (w.rows == rows[:, t : t + 1]) & (rows[:, t : t + 1] >= 0)
        found[:, t] = (w.scores * hit).sum(axis=1)
    return found


def uncapped(w: Wishes, k: int) -> I32:
    """Everybody their best `k`, whoever else gets them."""
    return w.rows[:, :k]


def cut(w: Wishes, k: int) -> I32:
    """Everybody their best `k`, each vacancy's line cut at its places, best scores first."""
    rows, scores = w.rows[:, :k].copy(), w.scores[:, :k]
    order = np.argsort(-scores.ravel(), kind="stable")
    flat = rows.ravel()[order]
    by_vacancy = np.argsort(flat, kind="stable")
    in_line = flat[by_vacancy]
    place = np.arange(len(in_line)) - np.searchsorted(in_line, in_line)
    late = place >= w.capacity[np.maximum(in_line, 0)]
    out = rows.ravel()
    out[order[by_vacancy[late]]] = -1
    return out.reshape(rows.shape)


def exact(w: Wishes, k: int) -> I32:
    """OR-tools' min-cost flow, the optimum."""
    n, m = len(w.rows), len(w.capacity)
    person, rank = np.nonzero((w.rows >= 0) & (w.scores > 0))
    vacancy = w.rows[person, rank].astype(np.int64)
    source, sink = n + m, n + m + 1
    tails = np.concatenate([np.full(n, source), person, n + np.arange(m), [source]])
    heads = np.concatenate([np.arange(n), n + vacancy, np.full(m, sink), [sink]])
    room = np.concatenate([np.full(n, k), np.ones(len(person), np.int64), w.capacity, [n * k]])
    costs = np.zeros(len(tails), np.int64)
    costs[n : n + len(person)] = -np.rint(w.scores[person, rank] * COST).astype(np.int64)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([n * k, -n * k]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("min-cost flow found no optimum")
    sent = flow.flows(arcs)[n : n + len(person)] > 0
    found = np.full((n, k), -1, np.int32)
    place = np.arange(sent.sum()) - np.searchsorted(person[sent], person[sent])
    found[person[sent], place] = vacancy[sent]
    return found


PEERS = {"uncapped_top_k": uncapped, "top_k_cut": cut, "ortools": exact}
