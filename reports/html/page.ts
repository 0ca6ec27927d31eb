// index.html: one file that needs nothing else, and runs no script. The order is that of the reader's questions:
// did it pass, what failed, on which machine, and then each part.

import { markup, verbatim } from '../markup.ts';
import type { RunReport } from '../model.ts';
import { totalsOf } from '../totals.ts';
import { renderChecks, renderRules } from './checks.ts';
import { renderExchange } from './exchange.ts';
import { renderFailures } from './failures.ts';
import { renderHandshakes } from './handshakes.ts';
import { renderPq, renderSpeeds } from './pq.ts';
import { renderReplays } from './replay.ts';
import { STYLE } from './style.ts';
import { renderVectors } from './vectors.ts';
import { renderVerdict } from './verdict.ts';

export function renderHtml(report: RunReport): string {
  const { verdict } = totalsOf(report);
  const { tool, checks, vectors, handshakes, exchange, replays, pq, speeds, rules } = report;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${tool.name}: ${verdict}</title>
<style>${verbatim(STYLE)}</style>
</head>
<body>
<main>
${renderVerdict(report)}
${renderFailures(checks)}
${vectors.length > 0 && renderVectors(vectors)}
${handshakes.length > 0 && renderHandshakes(handshakes)}
${exchange !== undefined && renderExchange(exchange)}
${replays.length > 0 && renderReplays(replays)}
${pq.length > 0 && renderPq(pq)}
${speeds.length > 0 && renderSpeeds(speeds)}
${renderChecks(checks)}
${rules.length > 0 && renderRules(rules)}
</main>
<footer>${tool.name} ${tool.version}, a strict, deterministic, offline MTProto server and its test harness</footer>
</body>
</html>
`.text;
}
