/**
 * The drawing of the chamber, as it stands before anything moves.
 *
 * Drawn by hand in a box of 420 by 300: tank, gas, sensor, thermometer, pump and vent pipes, the
 * hole in the right wall with what may cover it. Ids are those that chamber.ts moves.
 */

/** Inside of the tank; particles stay in it. */
export const TANK = { x: 84, y: 66, width: 220, height: 170 }
/** Where the hole is: on the inner face of the right wall. */
export const HOLE = { x: 304, y: 150 }

/** Markup of the drawing. */
export const CHAMBER_SVG = `
<svg viewBox="0 0 420 300" role="img" aria-labelledby="chamber-title chamber-desc">
  <title id="chamber-title">The chamber</title>
  <desc id="chamber-desc"></desc>
  <defs>
    <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse"
             patternTransform="rotate(45)">
      <rect width="8" height="8" class="patch-fill"/>
      <path d="M0 0V8M0 0H8" class="patch-thread"/>
    </pattern>
    <clipPath id="inside"><rect x="84" y="66" width="220" height="170" rx="26"/></clipPath>
  </defs>
  <g class="pipe">
    <path d="M20 96H84" /><path d="M194 20V66" />
  </g>
  <path id="pump-arrow" class="arrow" d="M24 96H66M56 88l11 8-11 8" />
  <path id="vent-arrow" class="arrow" d="M194 62V22M186 33l8-11 8 11" />
  <rect x="77" y="59" width="234" height="184" rx="33" class="wall"/>
  <rect id="gas" x="84" y="66" width="220" height="170" rx="26" class="gas"/>
  <g id="particles" clip-path="url(#inside)"></g>
  <g class="valve">
    <path d="M42 86v20l20-20v20z" id="pump-valve"/>
    <path d="M184 34h20l-20 20h20z" id="vent-valve"/>
  </g>
  <text x="20" y="78" class="label">pump</text>
  <text x="210" y="36" class="label">vent</text>
  <g class="board">
    <rect x="150" y="212" width="74" height="18" rx="3" class="board-plate"/>
    <rect x="180" y="204" width="15" height="10" rx="2" class="chip"/>
    <path d="M187 230V262H214" class="cable"/>
  </g>
  <text x="220" y="266" class="label">sensor</text>
  <g class="thermo">
    <rect x="108" y="92" width="10" height="92" rx="5" class="tube"/>
    <circle cx="113" cy="190" r="10" class="bulb"/>
    <rect id="mercury" x="110.5" y="120" width="5" height="68" class="mercury"/>
  </g>
  <text id="gas-temp" x="126" y="112" class="value"></text>
  <text id="gas-pressure" x="212" y="150" class="value big" text-anchor="middle"></text>
  <text id="outside-temp" x="20" y="284" class="label"></text>
  <g id="hole-group">
    <rect x="296" y="112" width="124" height="84" fill="transparent"/>
    <g id="jet"></g>
    <g id="hole-bore" class="bore"><rect x="302" y="148" width="11" height="4"/></g>
    <g id="patch-shape" class="patch" visibility="hidden">
      <rect x="309" y="118" width="15" height="64" rx="5" fill="url(#hatch)"/>
      <text x="332" y="128" class="label">patch</text>
    </g>
    <g id="thumb-shape" class="thumb" visibility="hidden">
      <path d="M420 126 C392 122 372 122 344 128 C322 132 311 138 311 150 C311 163 322 168 344 171
               C360 173 376 178 392 190 L420 204 Z" class="skin"/>
      <path d="M312 148 C313 139 321 134 334 133 C336 141 335 150 331 157 C320 158 313 155 312 148Z"
            class="nail"/>
      <path d="M358 136c4 8 4 18 1 28M366 135c4 9 4 20 1 31" class="crease"/>
      <text x="362" y="118" class="label" text-anchor="middle">thumb</text>
    </g>
    <text id="hole-label" x="322" y="206" class="label"></text>
    <text id="hole-flow" x="322" y="222" class="label"></text>
  </g>
</svg>`
