"""The plan (planen): what is agreed, its versions, its documents."""
