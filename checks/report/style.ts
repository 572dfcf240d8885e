/** The report's only style sheet: light and dark, and paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --page: #fff;
  --card: #f6f8fa; --pass: #1a7f37; --warn: #8a5a00; --fail: #c0232c; --error: #8a3ab9;
  --skip: #57606a; --p50: #2f7d6d; --p95: #1f6fd1; --p99: #b3471d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaef; --soft: #9aa5b1; --line: #353c45;
  --page: #12161b; --card: #1b2128; --pass: #4cc26a; --warn: #e0ad3f; --fail: #ff7b72;
  --error: #cf9bf0; --skip: #9aa5b1; --p50: #5fc5b0; --p95: #6eb0ff; --p99: #ff9d6b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; } h2 { margin: 2.5rem 0 .75rem; }
h2 { font-size: 1.25rem; } h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: .25rem 0 .75rem; } .soft { color: var(--soft); }
.banner { border-left: .4rem solid var(--tone); background: var(--card); padding: 1rem 1.25rem;
  border-radius: .25rem; margin: 1rem 0; } .banner p { margin: 0; }
.banner .big { font-size: 1.2rem; font-weight: 600; }
.pass { --tone: var(--pass); } .warn { --tone: var(--warn); } .fail { --tone: var(--fail); }
.error { --tone: var(--error); } .skip { --tone: var(--skip); }
.mark { color: var(--tone); font-weight: 600; white-space: nowrap; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .925rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
td { max-width: 34rem; } th[scope=col] { white-space: nowrap; }
th { color: var(--soft); font-weight: 600; } .number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; } td.when { white-space: nowrap; }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .75rem 0; }
.figures div { min-width: 5rem; } .figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.15rem; font-weight: 600;
  font-variant-numeric: tabular-nums; }
ol.steps { padding-left: 1.25rem; } ol.steps li { margin: .5rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; padding: .35rem 0; font-weight: 600; }
:focus-visible { outline: 2px solid var(--p95); outline-offset: 2px; }
.plot { width: 100%; height: auto; display: block; } .plot .tick { fill: var(--soft);
  font-size: 12px; } .plot .grid { stroke: var(--line); } .plot .line { fill: none;
  stroke-width: 2; stroke-linejoin: round; } .plot .limit { stroke-dasharray: 6 4; }
.plot .p50 { stroke: var(--p50); } .plot .p95 { stroke: var(--p95); }
.plot .p99 { stroke: var(--p99); } .plot circle { stroke-width: 3; }
.plot .errors { fill: var(--fail); opacity: .45; }
.bar { display: inline-block; vertical-align: middle; width: 8rem; height: .6rem;
  background: var(--line); border-radius: .3rem; overflow: hidden; margin-right: .6rem; }
.bar span { display: block; height: 100%; background: var(--tone); }
@media print { :root { color-scheme: light; } body { padding: 0; max-width: none; font-size: 10pt; }
  section { break-inside: avoid-page; } tr, svg { break-inside: avoid; } }
`.trim();
