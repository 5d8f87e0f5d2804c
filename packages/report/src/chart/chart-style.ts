/** Colours that colour-blind readers tell apart (Okabe & Ito), for light and dark; lines differ by dashes too. */
export const chartStyle = `
svg { --paper: #ffffff; --ink: #24292f; --faint: #d0d7de; --note: #57606a; --line0: #0072b2; --line1: #c04e00; --good: #0072b2; --bad: #c04e00; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --faint: #30363d; --note: #9198a1; --line0: #56b4e9; --line1: #f0a030; --good: #56b4e9; --bad: #f0a030; }
}
text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.heading { font-size: 15px; font-weight: 600; }
.note { font-size: 11px; fill: var(--note); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.paper { fill: var(--paper); }
.grid { stroke: var(--faint); stroke-width: 1; }
.axis { stroke: var(--ink); }
.rule { stroke: var(--note); stroke-dasharray: 2 3; }
.band { fill: none; }
.band.details { fill: var(--good); fill-opacity: 0.08; }
.band.overfitting { fill: var(--bad); fill-opacity: 0.14; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.line0 { stroke: var(--line0); stroke-dasharray: 6 3; }
.line.line1 { stroke: var(--line1); }
.dot.line0, .label.line0 { fill: var(--line0); }
.dot.line1, .label.line1 { fill: var(--line1); }
.mark { fill: none; stroke: var(--ink); stroke-width: 1.5; }
`;
