"""`songgang train`: a new bundle from the outcomes so far, used only when it is better."""

from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import print_facts, print_json, say
from service.modelling import known_facts
from service.training import run_training


def train(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """训练就业困难指数与匹配权重，只有优于现用模型时才启用。"""
    config = settings()
    store_of(config)
    with one_sentence():
        report = run_training(config, day(as_of))
    if as_json:
        print_json(report)
        return
    print_facts("训练结果", known_facts(report))
    version = report.get("version")
    if version and not report["promoted"]:
        say(f"未启用：{report['reason']}。详见 songgang model report {version}。")
    elif version:
        say(f"已启用 {version}；需要时可用 songgang model rollback 退回。")
