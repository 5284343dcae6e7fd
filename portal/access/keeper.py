"""A care system keeping its own rows about a patient: how the intake reads and writes.

A keeper sees what a patient may not (what is not shown, what is confidential), and nothing at all
of another patient's. Only the intake may import this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Select, Table, bindparam
from sqlalchemy.sql import Executable

from portal.database import Transaction
from portal.models.private import Permit, private_tables_in


@dataclass(frozen=True, slots=True)
class Keeper:
    """The care system `source` (an HSA-id) acting on one patient's data in one transaction."""

    transaction: Transaction
    source: str
    patient_id: int

    def read(self, statement: Select[Any], **parameters: Any) -> CursorResult[Any]:
        """Read private rows of this patient only, shown or not."""
        return self.transaction.execute(
            _of_patient(statement),
            {"keeper_patient_id": self.patient_id, **parameters},
            permit=Permit(self.patient_id),
            narrowed=True,
        )

    def write(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Insert, update or delete private rows; the caller says whose in the values."""
        return self.transaction.execute(
            statement, parameters, permit=Permit(self.patient_id), narrowed=True
        )


def _of_patient(statement: Select[Any]) -> Select[Any]:
    names = private_tables_in(statement)
    tables = [part for part in statement.get_final_froms() if isinstance(part, Table)]
    return statement.where(
        *(
            table.c.patient_id == bindparam("keeper_patient_id")
            for table in tables
            if table.name in names
        )
    )
