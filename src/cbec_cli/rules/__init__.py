"""The law as pure functions, one file per family; `REGISTER` knows them all."""

from cbec_cli.engine.register import Register
from cbec_cli.rules import costing, data, parcel, tariff, tax, threshold

REGISTER = Register(tariff, threshold, tax, data, costing, parcel)
