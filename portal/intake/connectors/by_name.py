"""The connectors there are, by what an operator calls them."""

from collections.abc import Mapping

from portal.intake.connectors.care_plans import GetCarePlans
from portal.intake.connectors.connector import Connector

CONNECTORS: Mapping[str, Connector] = {"get-care-plans": GetCarePlans()}
