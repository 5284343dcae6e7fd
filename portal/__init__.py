"""Min plan: the house of a patient portal.

The floors, from the roof down. Imports only fall; `make check` refuses one that rises.

    app            the wiring: creates the Flask application; imported by wsgi.py, commands, tests
    commands       what an operator types
    fhir           what a care system can do here, over HTTP
    features       what a person can do here, one package for each group of pages
    intake         how care systems' data comes in: check, decide, project
    access         who may see what: guard (doors) and policy (rows)
    audit          who saw and changed what: trail (traces)
    identity       who is here, and on whose behalf
    web            pages, errors, headers, languages: knows HTTP, nothing of care
    models         the nouns of care, one file each
    database       the engine, and transactions that know the time
    settings       what an operator has decided
    clock          what time it is, and which day in Sweden

Beside the house stands `demo`: fictional people and a small identity provider for them.
Nothing in the house imports it.
"""
