import { BORDERS } from "./_borders.ts";
import { type Column, COLUMNS } from "./_border.ts";

for (const { name, cells } of BORDERS) {
  for (const [column, cell] of Object.entries(cells)) {
    if (typeof cell === "string") continue;
    Deno.test(`${name}: ${COLUMNS[column as Column]} comes through`, cell);
  }
}
