"""The law as pure functions, one file per family; `REGISTER` knows what a costing asks, `ALL` every rule."""

from cbec_cli.engine.register import Register
from cbec_cli.rules import (
    classification,
    costing,
    data,
    declaration,
    declared_amounts,
    declared_tax,
    documents,
    dossier,
    identity,
    importer,
    labelling,
    labels,
    living,
    measure,
    parcel,
    party_fitness,
    positive_list,
    purchases,
    returned_goods,
    returns,
    table,
    tariff,
    tax,
    threshold,
)

REGISTER = Register(tariff, threshold, tax, data, costing, parcel)
"""What a costing computes and says."""

ALL = Register(
    *(tariff, threshold, tax, data, costing, parcel),
    *(table, classification, measure, labels, positive_list, purchases),
    *(identity, declaration, declared_amounts, declared_tax, living),
    *(documents, labelling, dossier, importer, party_fitness, returns, returned_goods),
)
"""Every rule there is."""
