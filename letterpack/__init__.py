"""letterpack turns one letter, its addressees and its signatories into print-ready, accessible, archival packets.

What stands in ``__all__`` is the library: docs/library.md tells how it is used, and it stays as it is. A name is looked up
when it is first asked for, so that ``import letterpack`` loads nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from letterpack.codes import Code
    from letterpack.diagnostics import Diagnostic as Finding
    from letterpack.errors import (
        AnswerLost,
        CampaignNotFound,
        CannotBuild,
        CannotCompare,
        LetterpackError,
        ManifestUnreadable,
        NoSuchStore,
        OutputFailed,
        OutputRefused,
        SourceChanged,
    )
    from letterpack.forms.catalogue import EnvelopeEntry, FormEntry
    from letterpack.intake.letters import LetterDecisions, LetterImported
    from letterpack.library.building import build, reprint
    from letterpack.library.campaign import Campaign, watch
    from letterpack.library.checking import check, every_rule, hand_over, save_result
    from letterpack.library.comparing import (
        CannotBuildSide,
        Committed,
        DiffResult,
        Nothing,
        Rendered,
        RevisionName,
        Sealed,
        diff,
        list_revisions,
    )
    from letterpack.library.forms import FontTable, font_table, list_envelopes, list_forms, save_form_proof
    from letterpack.library.letters import ExportResult, LetterResult, export_letter, import_letter
    from letterpack.library.lists import (
        AddresseeList,
        AddresseesResult,
        CountResult,
        ImportOptions,
        ImportResult,
        count_signatories,
        import_addressees,
        import_signatories,
        list_addressees,
    )
    from letterpack.library.names import (
        editor_names,
        every_code,
        executor_names,
        explain,
        product_names,
        profile_names,
        schema,
        schema_names,
    )
    from letterpack.library.reviewing import (
        SealVerdict,
        approve,
        approve_changes,
        comment,
        merge_review,
        read_review,
        seal,
        settle,
        verify_seal,
    )
    from letterpack.library.sources import (
        SourceFile,
        SourceTable,
        edit_table,
        open_editor,
        open_page,
        proof,
        read_source,
        read_table,
        source_names,
        table_names,
        write_source,
    )
    from letterpack.model.change import Comparison
    from letterpack.model.grid import AddColumn, AddRow, CannotEdit, DeleteRow, Grid, GridRow, SetCell
    from letterpack.model.manifest import PacketRow
    from letterpack.model.proof import Place, ProofEntry, ProofLine, ProofPage, Zone
    from letterpack.model.review import Approval, ApprovedChange, Comment, Review
    from letterpack.pipeline.build import BuildResult
    from letterpack.pipeline.handover import HandoverResult
    from letterpack.pipeline.inspect import CheckResult
    from letterpack.pipeline.proof import Proof, ProofPacket
    from letterpack.pipeline.proof.offers import Offer
    from letterpack.pipeline.seal import NotSealed, SealResult
    from letterpack.remedies import SystemFailed
    from letterpack.signed import CannotSign
    from letterpack.stores.memory import MemoryStore

    open = Campaign.open

_ROOMS: Final = {
    "AddColumn": "model.grid",
    "AddRow": "model.grid",
    "AddresseeList": "library.lists",
    "AddresseesResult": "library.lists",
    "AnswerLost": "errors",
    "Approval": "model.review",
    "ApprovedChange": "model.review",
    "BuildResult": "pipeline.build",
    "Campaign": "library.campaign",
    "CampaignNotFound": "errors",
    "CannotBuild": "errors",
    "CannotBuildSide": "library.comparing",
    "CannotCompare": "errors",
    "CannotEdit": "model.grid",
    "CannotSign": "signed",
    "CheckResult": "pipeline.inspect",
    "Code": "codes",
    "Comment": "model.review",
    "Committed": "library.comparing",
    "Comparison": "model.change",
    "CountResult": "library.lists",
    "DeleteRow": "model.grid",
    "DiffResult": "library.comparing",
    "EnvelopeEntry": "forms.catalogue",
    "ExportResult": "library.letters",
    "Finding": "diagnostics:Diagnostic",
    "FontTable": "library.forms",
    "FormEntry": "forms.catalogue",
    "Grid": "model.grid",
    "GridRow": "model.grid",
    "HandoverResult": "pipeline.handover",
    "ImportOptions": "library.lists",
    "ImportResult": "library.lists",
    "LetterDecisions": "intake.letters",
    "LetterImported": "intake.letters",
    "LetterResult": "library.letters",
    "LetterpackError": "errors",
    "ManifestUnreadable": "errors",
    "MemoryStore": "stores.memory",
    "NoSuchStore": "errors",
    "NotSealed": "pipeline.seal",
    "Nothing": "library.comparing",
    "Offer": "pipeline.proof.offers",
    "OutputFailed": "errors",
    "OutputRefused": "errors",
    "PacketRow": "model.manifest",
    "Place": "model.proof",
    "Proof": "pipeline.proof",
    "ProofEntry": "model.proof",
    "ProofLine": "model.proof",
    "ProofPacket": "pipeline.proof",
    "ProofPage": "model.proof",
    "Rendered": "library.comparing",
    "Review": "model.review",
    "RevisionName": "library.comparing",
    "SealResult": "pipeline.seal",
    "SealVerdict": "library.reviewing",
    "Sealed": "library.comparing",
    "SetCell": "model.grid",
    "SourceChanged": "errors",
    "SourceFile": "library.sources",
    "SourceTable": "library.sources",
    "SystemFailed": "remedies",
    "Zone": "model.proof",
    "approve": "library.reviewing",
    "approve_changes": "library.reviewing",
    "build": "library.building",
    "check": "library.checking",
    "comment": "library.reviewing",
    "count_signatories": "library.lists",
    "diff": "library.comparing",
    "edit_table": "library.sources",
    "editor_names": "library.names",
    "every_code": "library.names",
    "every_rule": "library.checking",
    "executor_names": "library.names",
    "explain": "library.names",
    "export_letter": "library.letters",
    "font_table": "library.forms",
    "hand_over": "library.checking",
    "import_addressees": "library.lists",
    "import_letter": "library.letters",
    "import_signatories": "library.lists",
    "list_addressees": "library.lists",
    "list_envelopes": "library.forms",
    "list_forms": "library.forms",
    "list_revisions": "library.comparing",
    "merge_review": "library.reviewing",
    "open": "library.campaign:Campaign.open",
    "open_editor": "library.sources",
    "open_page": "library.sources",
    "product_names": "library.names",
    "profile_names": "library.names",
    "proof": "library.sources",
    "read_review": "library.reviewing",
    "read_source": "library.sources",
    "read_table": "library.sources",
    "reprint": "library.building",
    "save_form_proof": "library.forms",
    "save_result": "library.checking",
    "schema": "library.names",
    "schema_names": "library.names",
    "seal": "library.reviewing",
    "settle": "library.reviewing",
    "source_names": "library.sources",
    "table_names": "library.sources",
    "verify_seal": "library.reviewing",
    "watch": "library.campaign",
    "write_source": "library.sources",
}
"""The module that each public name is in, and what it is called there where that is something else."""

__all__ = [
    "AddColumn",
    "AddRow",
    "AddresseeList",
    "AddresseesResult",
    "AnswerLost",
    "Approval",
    "ApprovedChange",
    "BuildResult",
    "Campaign",
    "CampaignNotFound",
    "CannotBuild",
    "CannotBuildSide",
    "CannotCompare",
    "CannotEdit",
    "CannotSign",
    "CheckResult",
    "Code",
    "Comment",
    "Committed",
    "Comparison",
    "CountResult",
    "DeleteRow",
    "DiffResult",
    "EnvelopeEntry",
    "ExportResult",
    "Finding",
    "FontTable",
    "FormEntry",
    "Grid",
    "GridRow",
    "HandoverResult",
    "ImportOptions",
    "ImportResult",
    "LetterDecisions",
    "LetterImported",
    "LetterResult",
    "LetterpackError",
    "ManifestUnreadable",
    "MemoryStore",
    "NoSuchStore",
    "NotSealed",
    "Nothing",
    "Offer",
    "OutputFailed",
    "OutputRefused",
    "PacketRow",
    "Place",
    "Proof",
    "ProofEntry",
    "ProofLine",
    "ProofPacket",
    "ProofPage",
    "Rendered",
    "Review",
    "RevisionName",
    "SealResult",
    "SealVerdict",
    "Sealed",
    "SetCell",
    "SourceChanged",
    "SourceFile",
    "SourceTable",
    "SystemFailed",
    "Zone",
    "__version__",
    "approve",
    "approve_changes",
    "build",
    "check",
    "comment",
    "count_signatories",
    "diff",
    "edit_table",
    "editor_names",
    "every_code",
    "every_rule",
    "executor_names",
    "explain",
    "export_letter",
    "font_table",
    "hand_over",
    "import_addressees",
    "import_letter",
    "import_signatories",
    "list_addressees",
    "list_envelopes",
    "list_forms",
    "list_revisions",
    "merge_review",
    "open",
    "open_editor",
    "open_page",
    "product_names",
    "profile_names",
    "proof",
    "read_review",
    "read_source",
    "read_table",
    "reprint",
    "save_form_proof",
    "save_result",
    "schema",
    "schema_names",
    "seal",
    "settle",
    "source_names",
    "table_names",
    "verify_seal",
    "watch",
    "write_source",
]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module `letterpack` has no attribute `{name}`")
    import gc
    from importlib import import_module
    from operator import attrgetter

    module, _, called = _ROOMS[name].partition(":")
    collects = gc.isenabled()
    gc.disable()  # What modules load stays: to look through it for garbage, again and again, took a tenth of the loading.
    try:
        found: object = attrgetter(called or name)(import_module(f"letterpack.{module}"))
    finally:
        if collects:
            gc.enable()
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
