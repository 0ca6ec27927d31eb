// Auth key creation over every transport, side by side.

import { formatCount, formatMilliseconds } from '../format.ts';
import { type Insert, type Markup, markup } from '../markup.ts';
import type { HandshakeReport, ViolationReport } from '../model.ts';
import { badge, bar, code, ruleLink, section, table } from './parts.ts';

export function renderHandshakes(handshakes: readonly HandshakeReport[]): Markup {
  const slowest = Math.max(...handshakes.map(({ milliseconds }) => milliseconds), 1);
  return section(
    'handshakes',
    'The handshake over every transport',
    'A client makes an auth key with the fake DC and sends a ping under it. Time: from the first byte to the pong. Frames and bytes: client → server, server → client; bytes as counted on the socket, framing and headers included.',
    table(
      [
        { title: 'Transport' },
        { title: 'Result' },
        { title: 'Time' },
        { title: 'Frames → ←', number: true },
        { title: 'Bytes →', number: true },
        { title: 'Bytes ←', number: true },
        { title: 'auth_key_id' },
        { title: 'Violations' },
      ],
      handshakes.map((one) => ({
        cells: [
          markup`<strong>${one.transport}</strong>`,
          badge(one.status),
          bar(formatMilliseconds(one.milliseconds), one.milliseconds / slowest),
          `${one.sent.frames} / ${one.received.frames}`,
          formatCount(one.sent.bytes),
          formatCount(one.received.bytes),
          one.authKeyId === undefined ? '–' : code(one.authKeyId),
          renderViolations(one.violations),
        ],
        failed: one.status === 'failed',
      })),
    ),
  );
}

function renderViolations(violations: readonly ViolationReport[]): Insert {
  if (violations.length === 0) return 'none';
  return violations.map(
    ({ rule, detail }) =>
      markup`<span class="violation">${ruleLink(rule)} ${rule.severity}: ${detail}</span> `,
  );
}
