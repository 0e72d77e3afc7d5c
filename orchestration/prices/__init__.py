"""A finance team's price lists, from a workbook or a CSV file to deliveries in the inbox.

Belongs here: reading the documented sheets, saying what cannot be read and where, and writing ref_prices and
ref_market_forces as any publisher would send them. Does not belong here: what becomes of a delivery (ingest), or which
price applies to what (models/intermediate/cost).
"""

from orchestration.prices.delivery import write_deliveries
from orchestration.prices.fault import Fault, Place, PricesUnreadable
from orchestration.prices.importing import Imported, import_prices
from orchestration.prices.template import write_template

__all__ = [
    "Fault",
    "Imported",
    "Place",
    "PricesUnreadable",
    "import_prices",
    "write_deliveries",
    "write_template",
]
