"""A synthetic labour market of Xinzhou with a planted truth."""

from data.synthetic.market import SyntheticMarket, synthesise
from data.synthetic.writing import WrittenMarket, write_market

__all__ = ["SyntheticMarket", "WrittenMarket", "synthesise", "write_market"]
