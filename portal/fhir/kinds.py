"""Which words of an address are a kind of resource: `/fhir/<type:kind>`."""

from werkzeug.routing import BaseConverter

from portal.intake.structure.shapes import RESOURCES


class KindConverter(BaseConverter):
    """Matches what is sent here. `/fhir/metadata` is then asked with its own methods only."""

    regex = "|".join(sorted(RESOURCES))
