"""Names of people who do not exist: surnames by their frequency, given names by their fashion."""

import numpy as np
import numpy.typing as npt

SURNAMES = (
    "王:9.2 张:8.9 李:8.1 刘:5.4 赵:4.3 郭:3.6 杨:3.5 高:2.9 陈:2.3 武:1.8 郝:1.8 白:1.6 "
    "任:1.6 韩:1.6 贾:1.6 薛:1.4 康:1.3 田:1.3 樊:1.2 马:1.4 冯:1.2 梁:1.2 吴:1.2 孙:1.1 "
    "周:1.1 徐:1.0 曹:1.0 胡:0.9 董:0.9 宋:0.9 杜:0.9 侯:0.8 史:0.8 米:0.6 邢:0.7 苗:0.6 "
    "智:0.5 要:0.2 弓:0.3 亢:0.2 班:0.3 岳:0.4 安:0.5 秦:0.5 石:0.6 温:0.5 续:0.2 兰:0.4 "
    "欧阳:0.05 上官:0.03"
)
FIRST_MALE = "建国志文晓俊海永明德金玉福宏伟成春长世东立子浩宇泽一博天家"
LAST_MALE = "军平伟强勇斌刚明华亮波峰龙飞鹏杰涛辉林生宇轩然辰豪旺贵祥"
FIRST_FEMALE = "秀玉桂春丽红小晓爱美雪海淑俊慧文彩银改佳雨梦欣思子一"
LAST_FEMALE = "英兰芳梅珍花霞萍燕丽娟琴莲青婷敏静涵怡萱琪妍仙娥云凤叶桃"
ONE_CHARACTER = 0.18
"""The share of given names with one character."""


def draw_names(male: npt.NDArray[np.bool_], rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """One name for each person; two people may share one, as in life."""
    n = len(male)
    entries = [entry.split(":") for entry in SURNAMES.split()]
    weights = np.array([float(weight) for _, weight in entries])
    surnames = np.array([surname for surname, _ in entries])
    surname = surnames[rng.choice(len(surnames), n, p=weights / weights.sum())]
    first = np.where(male, _characters(FIRST_MALE, n, rng), _characters(FIRST_FEMALE, n, rng))
    last = np.where(male, _characters(LAST_MALE, n, rng), _characters(LAST_FEMALE, n, rng))
    first = np.where(rng.random(n) < ONE_CHARACTER, "", first)
    return np.char.add(np.char.add(surname, first), last)


def _characters(pool: str, n: int, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    return np.array(list(pool))[rng.integers(0, len(pool), n)]
