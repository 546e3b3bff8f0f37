"""The batch on Apache Spark: work goes to the executors by `mapInArrow`; the only file that knows PySpark."""

import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
from pyspark.broadcast import Broadcast
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from service.errors import Problem

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Batches = Iterator[pa.RecordBatch]

ITEM = pa.schema({"item": pa.binary()})
ANSWER = pa.schema({"answer": pa.binary()})
A_WAVE = 8
"""Items for each core between two reports of what is done: a kill costs at most one such wave."""

TASKS = 2
"""Tasks for each core in a wave; to begin one costs about a tenth of a second."""

USUAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.log.level": "ERROR",
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.executorEnv.PYTHONWARNINGS": "ignore:PySpark does not yet:FutureWarning",
}
LOCAL = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""On one machine nothing has to be reached from outside."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark session; every item is a row, a task takes a few of them one after another."""

    session: SparkSession
    is_cluster: bool = True
    threads: int = 1

    def each(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
        """The work is broadcast once with all it holds; items go out and answers come back in waves."""
        shared = self.session.sparkContext.broadcast(work)
        size = A_WAVE * self.session.sparkContext.defaultParallelism
        try:
            for first in range(0, len(items), size):
                yield from self._wave(shared, items[first : first + size])
        except PySparkException as failure:
            raise Problem(
                f"Spark 任务没有完成（{type(failure).__name__}），详情见 Spark 的日志；"
                "已完成的部分保留，重新运行即可继续。"
            ) from failure
        finally:
            shared.destroy()

    def _wave(
        self, shared: "Broadcast[Callable[[Item], Answer]]", items: Sequence[Item]
    ) -> list[Answer]:
        rows = pa.table({"item": [pickle.dumps(item) for item in items]}, schema=ITEM)
        n_tasks = min(len(items), TASKS * self.session.sparkContext.defaultParallelism)
        with warnings.catch_warnings():
            # It asks for an older pandas; only Arrow goes in and out here.
            warnings.simplefilter("ignore", FutureWarning)
            asked = self.session.createDataFrame(rows).coalesce(1).repartition(n_tasks)
            answers = asked.mapInArrow(answering(shared), "answer binary").toArrow()
        return [pickle.loads(a.as_py()) for a in answers["answer"]]  # noqa: S301 our own executors'


def answering(shared: "Broadcast[Callable[[Item], Answer]]") -> Callable[[Batches], Batches]:
    """What an executor does with the items it is given."""

    def answer(batches: Batches) -> Batches:
        for batch in batches:
            for item in batch.column("item"):
                found = shared.value(pickle.loads(item.as_py()))  # noqa: S301 our own driver's
                yield pa.record_batch({"answer": [pickle.dumps(found)]}, schema=ANSWER)

    return answer


@contextmanager
def cluster(master: str | None) -> Iterator[Cluster]:
    """A session on a master, or as `spark-submit` set it up; stopped at the end."""
    builder = SparkSession.builder.appName("songgang")
    chosen = USUAL | (LOCAL if master and master.startswith("local") else {})
    for name, value in chosen.items():
        builder = builder.config(name, value)
    try:
        session = (builder.master(master) if master else builder).getOrCreate()
    except (PySparkException, OSError) as failure:
        raise Problem(
            "Spark 没有启动：请确认本机有 Java 17 或更新的版本（java -version），且 --master 的地址可以连上。"
        ) from failure
    if session.sparkContext.master.startswith("local"):
        # The workers of this machine run the Python that this is, not the one first on the path.
        session.sparkContext.pythonExec = sys.executable
    try:
        yield Cluster(session)
    finally:
        session.stop()
