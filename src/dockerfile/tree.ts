import type { Source, Span } from "../text/source.ts";

/**
 * The lossless tree of a Dockerfile. Leaves are physical lines: joined in order they are the source, byte for byte.
 * Everything else (keywords, flags, words, heredocs) is a view with spans into the source.
 * Reference: BuildKit frontend/dockerfile/parser.
 */
export interface DockerfileTree {
  readonly source: Source;
  /** "\uFEFF" or "". */
  readonly bom: string;
  readonly nodes: readonly Node[];
  readonly directives: readonly Directive[];
  /** The instructions among `nodes`, in order. */
  readonly instructions: readonly Instruction[];
  /** `\` unless `# escape=` says otherwise. */
  readonly escape: "\\" | "`";
  /** What BuildKit would refuse, in order of place. Parsing goes on after each. */
  readonly errors: readonly SyntaxProblem[];
}

export type Node = Blank | Comment | Directive | Instruction;

/** One physical line. `text + eol` is what stands in the source at `start`. */
export interface Line {
  readonly kind: "code" | "comment" | "blank" | "heredoc" | "terminator";
  readonly start: number;
  readonly text: string;
  readonly eol: "\n" | "\r\n" | "";
}

export interface Blank {
  readonly kind: "blank";
  readonly span: Span;
  readonly lines: readonly Line[];
}

export interface Comment {
  readonly kind: "comment";
  readonly span: Span;
  readonly lines: readonly Line[];
  /** After `#`, trimmed. */
  readonly text: string;
}

/** `# syntax=`, `# escape=`, `# check=` at the very top. */
export interface Directive {
  readonly kind: "directive";
  readonly span: Span;
  readonly lines: readonly Line[];
  /** Lower-case. */
  readonly name: "syntax" | "escape" | "check";
  readonly value: string;
  readonly valueSpan: Span;
}

export interface SyntaxProblem {
  readonly at: Span;
  /** Sentence without final stop, BuildKit's meaning in plain words. */
  readonly message: string;
  /** True when what follows in the file could not be read because of it (unterminated heredoc, over-long line). */
  readonly fatal?: boolean;
}

/** A stretch of text that was put together from the source: continuation marks and comments are gone. */
export interface MappedText {
  readonly text: string;
  /** Source offset of the character at `offset`; `text.length` maps to just after the last character. */
  toSource(offset: number): number;
}

/** A word and where it stands. `span` covers it as written, quotes and continuation marks included. */
export interface Word {
  /** As BuildKit sees it before expansion: JSON strings decoded, anything else raw, quotes kept. */
  readonly text: string;
  readonly span: Span;
}

/** `--name`, `--name=value` before an instruction's arguments. */
export interface Flag {
  readonly span: Span;
  /** Without the dashes, as written. */
  readonly name: string;
  /** After `=`, quotes removed as BuildKit does; undefined for a bare flag. */
  readonly value: string | undefined;
  /** Just the value as written, empty at the flag's end when there is none. */
  readonly valueSpan: Span;
  /** What the dump shows: `--name=value`. */
  readonly raw: string;
}

/** `KEY=value` of ENV, ARG and LABEL. */
export interface Pair {
  readonly span: Span;
  readonly key: Word;
  /** Raw, quotes kept; undefined for `ARG NAME`. */
  readonly value: Word | undefined;
  /** `=`, or `" "` for the legacy form `ENV key value`; "" when there is no value. */
  readonly separator: "=" | " " | "";
}

export interface Heredoc {
  /** `EOF` of `<<"EOF"`: quotes removed. */
  readonly name: string;
  /** The word `<<-EOF` on the instruction's own line. */
  readonly at: Span;
  /** False when any part of the name is quoted: the body is taken literally. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of every body line are dropped. */
  readonly chomp: boolean;
  readonly fd: number;
  /** The body's lines in the source, terminator left out. */
  readonly body: Span;
  /** As the build sees it: tabs dropped under `<<-`. */
  readonly content: MappedText;
  readonly terminated: boolean;
}

export interface Instruction {
  readonly kind: "instruction";
  /** Position among `tree.instructions`; triggers of ONBUILD share their parent's. */
  readonly index: number;
  /** Lower-case keyword; anything, also unknown words. */
  readonly name: string;
  /** As written. */
  readonly keyword: Word;
  /** From the keyword to the last character that is not white space; heredocs included, final line end not. */
  readonly span: Span;
  readonly lines: readonly Line[];
  readonly flags: readonly Flag[];
  /** Everything after the flags, continuation lines joined, trimmed. For a shell-form RUN this is the script. */
  readonly body: MappedText;
  /** `json` when the arguments are a valid JSON array of strings where BuildKit accepts one. */
  readonly form: "json" | "text";
  /**
   * JSON elements; otherwise the words of FROM, COPY, ADD, EXPOSE, VOLUME, and the one whole text of all others
   * (RUN, CMD, ENTRYPOINT, USER, WORKDIR, …). HEALTHCHECK: the type (`CMD`, `NONE`) and then as for CMD.
   */
  readonly args: readonly Word[];
  /** ENV, ARG, LABEL; empty elsewhere. */
  readonly pairs: readonly Pair[];
  readonly heredocs: readonly Heredoc[];
  /** ONBUILD's instruction. */
  readonly trigger: Instruction | undefined;
  /** Blank lines between continuation lines (BuildKit warns). */
  readonly blankContinuation: boolean;
}
