"""How results look on a terminal: verdicts, problems, layers. Nothing is printed.

What students have written (names, output of their code) is shown with control characters spelled
out, so that it cannot steer the reader's terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader import METRICS, Cause, by_cause
from gradus.api.answers import (
    AssignmentAnswer,
    FindingAnswer,
    FormatAnswer,
    LayerAnswer,
    LintAnswer,
    ProblemAnswer,
    ReportAnswer,
    ResultAnswer,
)

_VERDICTS = {
    None: ("Judged", "bold"),  # and results are held back
    "scored": ("Scored", "bold green"),
    "invalid_file": ("Invalid file", "bold red"),
    "rule_violation": ("Against the rules", "bold red"),
    "wrong_gradient": ("Wrong gradient", "bold red"),
    "wrong_value": ("Wrong value", "bold red"),
    "error_in_code": ("Error in your code", "bold red"),
    "time_limit": ("Time limit", "bold red"),
    "memory_limit": ("Memory limit", "bold red"),
    "output_limit": ("Output limit", "bold red"),
    "forbidden_action": ("Forbidden action", "bold red"),
    "infrastructure_fault": ("Our fault", "bold yellow"),
}
BETTER = {"lower": "lower is better", "higher": "higher is better"}


def visible(text: str) -> str:
    """The text with control characters spelled out."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def verdict_title(verdict: str | None) -> str:
    """A verdict in words; one that a newer server added as it is."""
    return _VERDICTS.get(verdict, (str(verdict), ""))[0]


def result_lines(result: ResultAnswer, task: AssignmentAnswer | None = None) -> RenderableType:
    """A verdict, what it scored, and every problem or layer under it.

    task: how its score is to be read; None for as it is.
    """
    title, style = _VERDICTS.get(result.verdict, (str(result.verdict), "bold"))
    parts: list[RenderableType] = [Text.assemble((title, style), _score_text(result, task))]
    if result.note:
        parts.append(Text(visible(result.note), style="dim"))
    if result.verdict == "infrastructure_fault":
        parts.append(Text("It cost you no try. Tell course staff if it stays so.", style="dim"))
    elif result.verdict == "invalid_file" and result.used_try is False:
        parts.append(Text("It cost you no try.", style="dim"))
    if result.report is not None:
        parts += _report_parts(result.report)
    return Group(*parts)


def _score_text(result: ResultAnswer, task: AssignmentAnswer | None) -> Text:
    if result.max_points is not None and result.points is not None:
        return Text(f"  {result.points:g} of {result.max_points:g} points")
    if result.score is None and not result.at_start:
        return Text("")
    task = task or AssignmentAnswer(better=result.better)
    shown = task.words(result.score, at_start=result.at_start)
    text = Text.assemble(f"  {result.metric} ", (shown, "bold"), f" ({BETTER[result.better]})")
    if result.private_score is not None:
        text.append(f", private {result.private_score:.10g}")
    for slug, beside in result.secondary.items():
        text.append(f"; {visible(slug)} {beside_words(slug, beside.score, task)}")
        if beside.private_score is not None:
            text.append(f", private {beside.private_score:.10g}")
    return text


def beside_words(slug: str, score: float | None, task: AssignmentAnswer | None) -> str:
    """A score in a metric that ranks nobody, with its words where it is a bound."""
    if score is None:
        return "-"
    bound = ""
    if task is not None and task.bounds and slug in METRICS:
        bound = "at most " if METRICS[slug].better == "lower" else "at least "
    return f"{bound}{score:.10g}"


def _report_parts(report: ReportAnswer) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if report.problems:
        found = [problem.document() for problem in report.problems]
        parts.append(problem_lines(found, _totals(report)))
    if report.notes:
        parts.append(Text("Read otherwise than written, which costs nothing:", style="dim"))
        parts.append(problem_lines([note.document() for note in report.notes]))
    if report.layers:
        parts.append(_layer_table(report.layers))
        parts += [_layer_findings(layer) for layer in report.layers if layer.findings]
        parts += _unjudged(report.layers)
        remarks = [remark.document() for layer in report.layers for remark in layer.remarks]
        if remarks:
            parts += [Text("Remarks, which cost nothing:", style="dim"), problem_lines(remarks)]
    if report.signs:
        parts.append(Text("For staff alone:", style="dim"))
        parts.append(problem_lines([sign.document() for sign in report.signs]))
    if report.output:
        parts += [Text("Your code printed:", style="dim"), _indent(Text(visible(report.output)))]
    return parts


def _totals(found: ReportAnswer | FormatAnswer) -> Mapping[str, Any]:
    return {"errors_total": found.problems_total, "problem_counts": found.problem_counts}


def problem_lines(
    problems: Sequence[Mapping[str, Any]], document: Mapping[str, Any] | None = None
) -> RenderableType:
    """Problems by their cause, the first of each with its place and what to try.

    Then how many more there are of it. document: may say how many there are in all.
    """
    totals = document or {}
    found = [ProblemAnswer.model_validate(problem) for problem in problems]
    causes = by_cause(found, totals.get("problem_counts") or {})
    lines = [_indent(text) for cause in causes for text in _cause(cause)]
    more = (totals.get("errors_total") or 0) - sum(cause.count for cause in causes)
    if more > 0:
        lines.append(_indent(Text(f"... and {more} more.", style="dim")))
    return Group(*lines)


def _cause(cause: Cause[ProblemAnswer]) -> Iterator[Text]:
    """The first problems of a kind, what to try once where it is the same for all."""
    hints = list(dict.fromkeys(problem.hint for problem in cause.shown))
    for problem in cause.shown[:-1]:
        yield _problem(problem, with_hint=len(hints) > 1)
    yield _problem(cause.shown[-1])
    if cause.more:
        yield Text(f"  ... and {cause.more} more like these.", style="dim")


def place_of(problem: Mapping[str, Any]) -> str:
    """Where a problem is in its file; empty where it is nowhere in particular."""
    places = {name: problem.get(name) for name in ("row", "column", "line")}
    return ", ".join(f"{name} {value}" for name, value in places.items() if value is not None)


def _problem(problem: ProblemAnswer, *, with_hint: bool = True) -> Text:
    place = place_of(problem.document())
    return Text.assemble(
        (f"{visible(place)}: " if place else "", "cyan"),
        visible(problem.message),
        _way(problem.trace),
        (f"\n  {visible(problem.hint)}" if problem.hint and with_hint else "", "dim"),
    )


def _layer_table(layers: Sequence[LayerAnswer]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Layer")
    table.add_column("Points", justify="right")
    table.add_column("Checks", justify="right")
    for layer in layers:
        style = "green" if layer.checks_passed == layer.checks_total else "red"
        if layer.unjudged:
            style = "yellow"
        table.add_row(
            Text(visible(layer.layer), style=style),
            f"{layer.points:g}/{layer.max_points:g}",
            "not judged" if layer.unjudged else f"{layer.checks_passed}/{layer.checks_total}",
        )
    return table


def _layer_findings(layer: LayerAnswer) -> RenderableType:
    title = Text(visible(layer.layer), style="bold")
    return Group(title, *[_indent(_finding(finding)) for finding in layer.findings])


def _unjudged(layers: Sequence[LayerAnswer]) -> Iterator[RenderableType]:
    """Why layers were not judged, each reason once."""
    reasons = [layer.unjudged for layer in layers if layer.unjudged]
    for reason in {each.code: each for each in reasons}.values():
        names = [
            each.layer for each in layers if each.unjudged and each.unjudged.code == reason.code
        ]
        yield Text(visible(", ".join(names)), style="bold")
        yield _indent(_problem(reason))


def worst_element(finding: FindingAnswer) -> str:
    """The element that is furthest off with its numbers; empty where it is not about numbers."""
    where = finding.array or ""
    if finding.element:
        where += f"[{', '.join(map(str, finding.element))}]"
    numbers = {
        "expected": finding.expected,
        "got": finding.got,
        "largest difference": finding.difference,
    }
    shown = ", ".join(
        f"{name} {value:.10g}" for name, value in numbers.items() if value is not None
    )
    return f"{where}: {shown}" if where and shown else shown


def _finding(finding: FindingAnswer) -> Text:
    line = f"line {finding.line}: " if finding.line is not None else ""
    text = Text.assemble((line, "cyan"), visible(finding.message))
    if worst := worst_element(finding):
        text.append(f"\n  {visible(worst)}")
    width = max((len(str(line.number)) for line in finding.code_lines), default=0)
    lines = (f"{line.number:>{width}}: {line.text}" for line in finding.code_lines)
    text.append(_way("\n".join(lines)))
    text.append(_way(finding.trace))
    if finding.equation:
        text.append(f"\n  {visible(finding.equation)}")
    for said in filter(None, (finding.hint, finding.repair)):
        text.append(f"\n  {visible(said)}", style="dim")
    return text


def _way(trace: str | None) -> str:
    """The lines that led to an exception, indented under it."""
    return "".join(f"\n    {visible(line)}" for line in (trace or "").splitlines())


def format_lines(result: FormatAnswer) -> RenderableType:
    """Whether a prediction file has the right form, and every problem where not."""
    if result.valid:
        return Group(
            Text.assemble(("Right format", "bold green"), f"  {result.rows} rows, each id once"),
            Text("Only the server knows the score.", style="dim"),
        )
    found = [problem.document() for problem in result.problems]
    return Group(
        Text("Invalid file", style="bold red"),
        problem_lines(found, _totals(result)),
    )


def lint_lines(result: LintAnswer) -> RenderableType:
    """A bundle's errors, warnings and notes with their lines."""
    parts: list[RenderableType] = []
    for title, style, problems in (
        ("Errors", "bold red", result.errors),
        ("Warnings", "bold yellow", result.warnings),
        ("Notes", "bold", result.notes),
    ):
        if problems:
            found = [problem.document() for problem in problems]
            parts += [Text(title, style=style), problem_lines(found)]
    if not result.errors:
        parts.append(Text("It can be pushed.", style="green"))
    return Group(*parts)


def _indent(text: Text) -> Text:
    """The text with every line moved to the right; not cut, however long its lines are."""
    return Text("\n").join(Text("  ") + line for line in text.split("\n", allow_blank=False))
