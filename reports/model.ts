// The plain data that a run leaves: all renderers start from it, and report.json is it. Only strings, numbers and
// lists, so that it survives JSON: bytes are lower-case hex, 64-bit integers are decimal strings, times are
// milliseconds. It holds no host name and no absolute path.

/** One regression run. */
export interface RunReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly seed: string;
  /** When it began: ISO 8601, UTC. */
  readonly startedAt: string;
  readonly milliseconds: number;
  readonly environment: readonly Fact[];
  /** Everything that was judged, in the order in which it ran. */
  readonly checks: readonly CheckReport[];
  readonly vectors: readonly VectorReport[];
  readonly handshakes: readonly HandshakeReport[];
  readonly exchange?: ExchangeReport;
  readonly replays: readonly ReplayReport[];
  readonly pq: readonly PqReport[];
  /** Measured, never judged. */
  readonly speeds: readonly SpeedReport[];
  readonly rules: readonly RuleReport[];
  /** Other reports beside this one; `href` is relative. */
  readonly related: readonly { readonly title: string; readonly href: string }[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** One judgement. */
export interface CheckReport {
  readonly group: string;
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly milliseconds: number;
  /** What was found, in one line. */
  readonly summary: string;
  /** Set when it failed. */
  readonly failure?: FailureReport;
}

/** Why something is red, and everything that is needed to understand it. */
export interface FailureReport {
  readonly reason: string;
  readonly rule?: RuleReport;
  readonly expected?: string;
  readonly actual?: string;
  /** The bytes that were judged, hex. */
  readonly bytes?: string;
}

/** An obligation of a peer. */
export interface RuleReport {
  readonly id: string;
  readonly sentence: string;
  readonly link: string;
  readonly severity: string;
  /** Who must obey: `client`, `server` or `both`. */
  readonly peer: string;
}

/** A rule that a peer broke. */
export interface ViolationReport {
  readonly rule: RuleReport;
  readonly detail: string;
  readonly expected?: string;
  readonly actual?: string;
}

export interface VectorReport {
  readonly file: string;
  readonly name: string;
  readonly kind: string;
  readonly status: 'passed' | 'partial' | 'failed' | 'unsupported';
  /** The keys that could not be compared, when it is partial. */
  readonly unchecked: readonly string[];
  /** Why it is failed, unsupported or partial. */
  readonly reason?: string;
  readonly rule?: RuleReport;
}

/** Auth key creation and a ping over one transport. */
export interface HandshakeReport {
  readonly transport: string;
  readonly status: 'passed' | 'failed';
  /** From the first byte to the pong. */
  readonly milliseconds: number;
  /** What the client sent and received: frames, and bytes on the wire with all framing. */
  readonly sent: Traffic;
  readonly received: Traffic;
  /** 16 hex digits, wire order; absent when no key came about. */
  readonly authKeyId?: string;
  readonly violations: readonly ViolationReport[];
}

export interface Traffic {
  readonly frames: number;
  readonly bytes: number;
}

/** The frames of one connection. */
export interface ExchangeReport {
  readonly transport: string;
  readonly frames: readonly FrameReport[];
}

export interface FrameReport {
  readonly from: 'client' | 'server';
  /** Name of the TL constructor, or what the frame is. */
  readonly name: string;
  /** What it is for, in a few words. */
  readonly note?: string;
  /** The payload, without the framing of the transport. */
  readonly hex: string;
  /** In the order of their bytes. */
  readonly fields: readonly FieldReport[];
  /** What is encrypted in it. */
  readonly inside: readonly FieldReport[];
}

export interface FieldReport {
  readonly name: string;
  readonly value: string;
  /** Where it stands in `hex`, in bytes. */
  readonly offset?: number;
  readonly length?: number;
}

/** A recorded exchange, judged step by step. */
export interface ReplayReport {
  readonly title: string;
  readonly steps: readonly ReplayStepReport[];
}

/** One message of a recording. */
export interface ReplayStepReport {
  readonly from: 'client' | 'server';
  /** Name of the TL object. */
  readonly name: string;
  /** The time as the recording has it. */
  readonly at?: string;
  /** Bytes on the wire. */
  readonly wireLength?: number;
  readonly facts: readonly ReplayFactReport[];
}

/** One statement about a message, with what was compared, or why it could not be. */
export interface ReplayFactReport {
  readonly what: string;
  /** `computed`: it follows from the recording, which does not state it, so there is nothing to compare. */
  readonly state: 'verified' | 'computed' | 'failed' | 'unverifiable';
  readonly detail: string;
}

export interface PqReport {
  /** Where n comes from. */
  readonly source: string;
  readonly n: string;
  readonly bits: number;
  readonly p: string;
  readonly q: string;
  readonly strategy: string;
  readonly work: number;
  /** What `work` counts. */
  readonly unit: string;
  readonly microseconds: number;
}

export interface SpeedReport {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** How it was measured. */
  readonly note: string;
}
