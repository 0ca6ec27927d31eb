// The style sheet of index.html. Light and dark by the reader's preference; one breakpoint, where tables become
// cards. Colours carry no meaning alone: every status is also a word.

export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #fff; --line: #dfe3e8; --soft: #eef1f4; --text: #1a2129; --muted: #5b6672;
  --accent: #1f63c7; --ok: #16774a; --ok-soft: #e3f4eb; --bad: #b4232f; --bad-soft: #fde8e8;
  --warn: #855a00; --warn-soft: #fdf1d6;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1216; --card: #161b21; --line: #2b333c; --soft: #1e252d; --text: #e4e8ec; --muted: #98a3ae;
    --accent: #7db0ff; --ok: #5ccb95; --ok-soft: #12301f; --bad: #ff8088; --bad-soft: #3a171b;
    --warn: #e6b450; --warn-soft: #33270d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
a { color: var(--accent); text-underline-offset: 2px; }
code, pre { font-family: var(--mono); font-size: 12.5px; }
code { overflow-wrap: anywhere; }
small { font-size: 12.5px; color: var(--muted); font-weight: 400; }
.nowrap { white-space: nowrap; }
.muted { color: var(--muted); font-weight: 400; }

header { margin: 24px 0 16px; padding: 24px 28px; border-radius: 12px; background: var(--card); border: 1px solid var(--line); border-left: 8px solid var(--ok); }
header.failed { border-left-color: var(--bad); }
header h1 { margin: 2px 0 4px; font-size: 30px; line-height: 1.2; letter-spacing: -.01em; }
header.passed h1 span { color: var(--ok); }
header.failed h1 span { color: var(--bad); }
header p { margin: 0; color: var(--muted); }
header .tool { font-weight: 600; }

nav { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
.tile { display: flex; flex-direction: column; padding: 14px 16px; border-radius: 10px; background: var(--card); border: 1px solid var(--line); color: inherit; text-decoration: none; }
.tile:hover, .tile:focus-visible { border-color: var(--accent); }
.tile b { font-size: 26px; line-height: 1.15; color: var(--ok); font-variant-numeric: tabular-nums; }
.tile.failed b { color: var(--bad); }
.tile b small { font-size: 15px; }
.tile > span { font-weight: 600; }

.facts { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 16px 4px 0; font-size: 13.5px; }
.facts div { display: flex; gap: 8px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
.related { margin: 12px 4px 0; }

section { margin-top: 40px; scroll-margin-top: 12px; }
h2 { margin: 0 0 4px; font-size: 21px; line-height: 1.3; letter-spacing: -.005em; }
h3 { margin: 20px 0 8px; font-size: 16px; }
h4 { margin: 0; font-size: 14.5px; }
.lead { margin: 0 0 14px; max-width: 78ch; color: var(--muted); }

table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; font-size: 14px; }
th, td { padding: 8px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { background: var(--soft); color: var(--muted); font-size: 12.5px; font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
td { overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.failed td { background: var(--bad-soft); }

.badge { display: inline-block; padding: 0 8px; border-radius: 99px; font-size: 12.5px; line-height: 20px; font-weight: 600; white-space: nowrap; background: var(--soft); color: var(--muted); }
.badge.passed { background: var(--ok-soft); color: var(--ok); }
.badge.failed, .badge.unsupported { background: var(--bad-soft); color: var(--bad); }
.badge.partial { background: var(--warn-soft); color: var(--warn); }
.bar { display: block; position: relative; min-width: 84px; padding-bottom: 5px; }
.bar b { font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar i { position: absolute; left: 0; bottom: 0; height: 3px; border-radius: 2px; background: var(--accent); opacity: .75; }
.violation { display: block; }

details > summary { cursor: pointer; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.file { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 8px; overflow: hidden; }
.file > summary { padding: 10px 14px; }
.file > summary .name { font-weight: 600; margin-right: 6px; }
.file > summary .counts { float: right; }
.file > table { border-width: 1px 0 0; border-radius: 0; }

.failure { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--bad); border-radius: 10px; padding: 14px 18px; margin-bottom: 12px; }
.failure h3 { margin: 0 0 6px; }
.failure summary { color: var(--muted); font-size: 13.5px; }
.reason { margin: 0 0 8px; color: var(--bad); font-weight: 600; overflow-wrap: anywhere; }
.raw { margin: 6px 0 0; }
.fields { margin: 0; display: grid; gap: 5px; }
.fields > div { display: grid; grid-template-columns: minmax(190px, 26%) 1fr; gap: 12px; }
.frame .fields > div { grid-template-columns: minmax(300px, 32%) 1fr; }
.fields dt { color: var(--muted); font-size: 13.5px; overflow-wrap: anywhere; }
.fields dd { margin: 0; min-width: 0; }

.lanes { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 20px 18px; }
.heads { display: flex; justify-content: space-between; }
.heads b { padding: 3px 14px; border-radius: 99px; background: var(--soft); border: 1px solid var(--line); font-size: 13.5px; }
.lanes ol { list-style: none; margin: 0 22px; padding: 10px 0 4px; border: solid var(--line); border-width: 0 2px; }
.lanes summary { display: grid; grid-template-columns: 1fr 1fr; align-items: center; list-style: none; padding: 5px 0; }
.lanes summary::-webkit-details-marker { display: none; }
.lanes summary:hover .message { border-color: var(--accent); }
.message { display: block; padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--page); min-width: 0; }
.message b { font: 600 13.5px/1.4 var(--mono); overflow-wrap: anywhere; }
.message b::before { content: "▸ "; color: var(--muted); }
details[open] > summary .message b::before { content: "▾ "; }
.message small { display: block; }
.client .message { margin-left: 12px; }
.server .message { margin-right: 12px; grid-column: 2; grid-row: 1; }
.arrow { position: relative; height: 0; border-top: 2px solid var(--accent); }
.client .arrow { margin-right: 1px; }
.server .arrow { grid-column: 1; grid-row: 1; border-top-color: var(--ok); margin-left: 1px; }
.arrow::after { content: ""; position: absolute; top: -7px; border: solid transparent; border-width: 6px 0; }
.client .arrow::after { right: 0; border-left: 10px solid var(--accent); }
.server .arrow::after { left: 0; border-right: 10px solid var(--ok); }
.frame { margin: 4px 12px 12px; padding: 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--page); }
.frame h4 { margin: 14px 0 6px; color: var(--muted); }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; vertical-align: -1px; }
.hex { margin: 14px 0 0; padding: 12px; border-radius: 8px; background: var(--card); border: 1px solid var(--line); line-height: 1.65; overflow-x: auto; }
.hex .offset { color: var(--muted); user-select: none; margin-right: 1ch; }
.hex span[class^=f] { border-radius: 3px; }
.f0 { background: #3b82f64d; } .f1 { background: #f59e0b4d; } .f2 { background: #10b9814d; } .f3 { background: #ef44444d; }
.f4 { background: #8b5cf64d; } .f5 { background: #06b6d44d; } .f6 { background: #ec48994d; } .f7 { background: #84cc164d; }

.steps { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.steps > li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.steps > li.failed { border-left: 5px solid var(--bad); }
.steps h4 { font-family: var(--mono); font-size: 13.5px; }
.steps h4 small { font-family: system-ui, sans-serif; }
.steps details { margin-top: 6px; }
.steps ul { list-style: none; margin: 6px 0 0; padding: 0; font-size: 14px; display: grid; gap: 3px; }
.steps ul li { overflow-wrap: anywhere; }
.steps ul li b { font-weight: 600; }
.steps .verified b { color: var(--ok); }
.steps .failed b { color: var(--bad); }
.steps .unverifiable b { color: var(--warn); }
.steps small::before { content: "· "; }
.steps h4 small::before, .steps small:empty::before { content: none; }

footer { padding-top: 40px; padding-bottom: 32px; color: var(--muted); font-size: 13px; }

@media (max-width: 760px) {
  main, footer { padding-left: 14px; padding-right: 14px; }
  header { margin-top: 14px; padding: 18px; }
  header h1 { font-size: 24px; }
  nav { grid-template-columns: 1fr 1fr; gap: 8px; }
  .facts { display: grid; gap: 4px; }
  .facts div { display: grid; grid-template-columns: 64px 1fr; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td { padding: 0; border: 0; }
  td > div { display: block; min-width: 0; overflow-wrap: anywhere; }
  td:not(:first-child) { display: grid; grid-template-columns: 100px 1fr; gap: 10px; margin-top: 3px; }
  td:not(:first-child)::before { content: attr(data-label); color: var(--muted); font-size: 12.5px; }
  td:has(> div:empty) { display: none; }
  tr { padding: 10px 14px; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  tr.failed { background: var(--bad-soft); }
  .number { text-align: left; }
  .file > summary .counts { float: none; display: block; }
  .fields > div, .frame .fields > div { grid-template-columns: 1fr; gap: 0; }
  .lanes { padding: 12px 8px; }
  .lanes ol { margin: 0 6px; }
  .lanes summary { grid-template-columns: 5fr 2fr; }
  .server > details > summary { grid-template-columns: 2fr 5fr; }
  .client .message { margin-left: 6px; }
  .server .message { margin-right: 6px; }
  .frame { margin: 4px 6px 10px; padding: 10px; }
  .hex { padding: 8px; font-size: min(11px, 2.1vw); }
}
@media print {
  body { background: #fff; }
  section, .tile, .failure, tr { break-inside: avoid; }
}
`;
